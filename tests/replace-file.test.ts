import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { replaceFile } from '../src/replace-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-replace-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('a file that an option names', () => {
  beforeEach(() => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  });

  test('is new, or keeps its mode, and nothing else of its folder is touched', () => {
    writeFileSync(at('x.new'), 'somebody else');
    replaceFile(at('x'), 'one');
    chmodSync(at('x'), 0o640);
    replaceFile(at('x'), 'two');
    assert.equal(readFileSync(at('x'), 'utf8'), 'two');
    assert.equal(statSync(at('x')).mode & 0o777, 0o640);
    assert.equal(readFileSync(at('x.new'), 'utf8'), 'somebody else');
    assert.deepEqual(readdirSync(folder), ['x', 'x.new']);
  });

  test('behind a link is replaced where it lies', () => {
    mkdirSync(at('kept'));
    writeFileSync(at('kept/x'), 'one');
    symlinkSync(at('kept/x'), at('link'));
    replaceFile(at('link'), 'two');
    assert.ok(lstatSync(at('link')).isSymbolicLink());
    assert.equal(readFileSync(at('kept/x'), 'utf8'), 'two');
  });

  test('may have a name as long as names can be', () => {
    const path = at('日'.repeat(85));
    replaceFile(path, 'one');
    assert.equal(readFileSync(path, 'utf8'), 'one');
  });

  test('that is a pipe is written to', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    replaceFile(at('pipe'), 'through it');
    assert.equal(Buffer.concat(await reader.stdout.toArray()).toString(), 'through it');
    assert.ok(lstatSync(at('pipe')).isFIFO());
  });

  test('that cannot be written is refused, named as it was asked for', () => {
    writeFileSync(at('file'), '');
    symlinkSync(at('loop'), at('loop'));
    for (const path of ['none/x', 'file/x', 'loop'].map(at)) {
      const message = `--to ${path} cannot be written: check that its folder exists and is writable for this user`;
      assert.throws(() => replaceFile(path, 'one', `--to ${path}`), { message, code: 'file-unwritable' });
    }
    mkdirSync(at('folder'));
    assert.throws(() => replaceFile(at('folder'), ''), /folder cannot be written: EISDIR/);
    assert.deepEqual(readdirSync(folder), ['file', 'folder', 'loop']);
  });
});
