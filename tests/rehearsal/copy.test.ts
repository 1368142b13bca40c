/** A copy of a folder: what of it takes disk, what names the copy, and what is left out. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { copyEnvironment } from '../../src/rehearsal/copy.ts';
import { changedPaths, fingerprint } from '../../src/rehearsal/fingerprint.ts';

let folder: string;
let from: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'popcon-copy-'));
  // A name that is no regular expression of itself.
  from = join(folder, 'env+(1)');
  for (const below of ['bin', 'lib/__pycache__', 'conda-meta'])
    mkdirSync(join(from, below), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const copy = (below = folder) => copyEnvironment(from, below, new AbortController().signal, () => {});
const copiesIn = (below: string) => readdirSync(below).filter((name) => name.startsWith('.popcon'));

test('a copy takes no disk but for what is written in place, which names the copy', async () => {
  const path = (name: string, at = from) => join(at, name);
  const script = `#!${from}/bin/python\n# ${from}-other \xe4\n`;
  const program = `\0${from}/bin`;
  writeFileSync(path('bin/tool'), script, 'latin1');
  writeFileSync(path('bin/program'), program);
  writeFileSync(path('bin/large'), from.padEnd(1_000_001));
  writeFileSync(path('conda-meta/history'), 'one\n');
  writeFileSync(path('lib/large.py'), `prefix = "${from}"\n`);
  const copied = await copy();
  const text = readFileSync(path('bin/tool', copied.prefix), 'latin1');
  assert.equal(text, `#!${copied.prefix}/bin/python\n# ${from}-other \xe4\n`);
  assert.equal(readFileSync(path('bin/program', copied.prefix), 'utf8'), program);
  assert.equal(readFileSync(path('bin/large', copied.prefix), 'utf8').trim(), from);
  const inode = (name: string, at?: string) => statSync(path(name, at)).ino;
  assert.notEqual(inode('conda-meta/history'), inode('conda-meta/history', copied.prefix));
  assert.notEqual(copied.how, 'bytes', 'on one file system files can be linked at least');
  if (copied.how === 'hard links') {
    assert.equal(inode('lib/large.py'), inode('lib/large.py', copied.prefix));
  }
  const written = script.length + program.length + 'one\n'.length;
  const all = written + 1_000_001 + statSync(path('lib/large.py')).size;
  assert.deepEqual([copied.files, copied.bytes], [5, all]);
  assert.equal(copied.copiedBytes, written);
  writeFileSync(path('conda-meta/history', copied.prefix), 'two\n');
  assert.equal(readFileSync(path('conda-meta/history'), 'utf8'), 'one\n');
});

test('links within the folder lead into the copy; modes and times stay; byte code is left out', async () => {
  symlinkSync(join(from, 'bin/tool'), join(from, 'bin/own'));
  symlinkSync(`${from}-other/tool`, join(from, 'bin/other'));
  symlinkSync('tool', join(from, 'bin/beside'));
  writeFileSync(join(from, 'lib/__pycache__/module.pyc'), '');
  writeFileSync(join(from, 'bin/tool'), '');
  utimesSync(join(from, 'bin/tool'), 1, 2);
  chmodSync(join(from, 'bin/tool'), 0o750);
  chmodSync(join(from, 'lib'), 0o555);
  const { prefix } = await copy(mkdtempSync(join(folder, 'below-')));
  const target = (name: string) => readlinkSync(join(prefix, 'bin', name));
  assert.deepEqual(['own', 'other', 'beside'].map(target), [
    join(prefix, 'bin/tool'),
    `${from}-other/tool`,
    'tool',
  ]);
  const { mode, mtimeMs } = statSync(join(prefix, 'bin/tool'));
  assert.deepEqual([mode & 0o777, mtimeMs], [0o750, 2_000]);
  assert.equal(statSync(join(prefix, 'lib')).mode & 0o777, 0o755, 'what is below can be removed');
  assert.equal(existsSync(join(prefix, 'lib/__pycache__')), false);
});

test('a copy that lies in the folder is not copied into itself', async () => {
  const { prefix } = await copy(from);
  assert.deepEqual(readdirSync(prefix).sort(), ['bin', 'conda-meta', 'lib']);
});

test('of a copy that is interrupted nothing is left', async () => {
  writeFileSync(join(from, 'lib/module.py'), '');
  const abort = new AbortController();
  const begun = copyEnvironment(from, folder, abort.signal, () => abort.abort());
  await assert.rejects(begun, {
    code: 'copy-failed',
    message: new RegExp(`cannot be copied to ${folder}: `),
  });
  assert.deepEqual(copiesIn(folder), []);
});

test('where no folder can be made', async () => {
  const none = join(folder, 'none');
  const message = new RegExp(`^${none}: no folder can be made there: ENOENT`);
  await assert.rejects(copy(none), { code: 'copy-failed', message, about: none });
});

const CHANGES: Readonly<Record<string, readonly [change: () => void, changed: readonly string[]]>> = {
  'a file that goes and one that comes, in their order': [
    () => {
      rmSync(join(from, 'lib/module.py'));
      writeFileSync(join(from, 'a'), '');
    },
    ['a', 'lib/module.py'],
  ],
  'a mode': [() => chmodSync(join(from, 'lib/module.py'), 0o700), ['lib/module.py']],
  'a time': [() => utimesSync(join(from, 'lib/module.py'), 1, 3), ['lib/module.py']],
  'a link that leads elsewhere': [
    () => {
      rmSync(join(from, 'lib/link'));
      symlinkSync('two', join(from, 'lib/link'));
      // As old as the other was, which nothing but its target tells from it.
      lutimesSync(join(from, 'lib/link'), 1, 2);
    },
    ['lib/link'],
  ],
  'byte code, which whoever imports makes': [
    () => writeFileSync(join(from, 'lib/__pycache__/m.pyc'), ''),
    [],
  ],
};

for (const [name, [change, changed]] of Object.entries(CHANGES)) {
  test(`what has changed: ${name}`, async () => {
    writeFileSync(join(from, 'lib/module.py'), '');
    symlinkSync('one', join(from, 'lib/link'));
    for (const path of ['lib/module.py', 'lib/link']) lutimesSync(join(from, path), 1, 2);
    const before = await fingerprint(from);
    change();
    assert.deepEqual(
      changedPaths(before, await fingerprint(from)),
      changed.map((path) => join(from, path)),
    );
  });
}
