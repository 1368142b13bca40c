import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { holdLedger, openLedger, openLedgerForReading } from '../../src/ledger/open.ts';
import { loadLibc } from '../../src/libc.ts';

const WORKING_FOLDER = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'popcon-open-'));
after(() => rmSync(folder, { recursive: true }));

interface Refused {
  readonly name: string;
  readonly code: string;
  /** Makes what is at `path`. */
  readonly make: (path: string) => void;
}

const REFUSED: readonly Refused[] = [
  { name: 'text', code: 'ledger-not-a-database', make: (path) => writeFileSync(path, 'x'.repeat(5_000)) },
  { name: 'folder', code: 'ledger-unopenable', make: (path) => mkdirSync(path) },
  {
    name: 'foreign',
    code: 'ledger-foreign',
    make: (path) => sql(path, 'CREATE TABLE cookies (name)'),
  },
  {
    name: 'newer',
    code: 'ledger-newer',
    make: (path) => {
      holdLedger(path).release();
      sql(path, 'PRAGMA user_version = 99');
    },
  },
  {
    name: 'read-only',
    code: 'ledger-read-only',
    make: (path) => {
      holdLedger(path).release();
      chmodSync(path, 0o444);
    },
  },
  { name: 'missing/folder/popcon.db', code: 'ledger-unopenable', make: () => undefined },
];

describe('what is not a ledger of ours is refused in one line, and left as it is', () => {
  for (const { name, code, make } of REFUSED) {
    test(name, () => {
      const path = join(folder, name);
      make(path);
      const before = bytesOf(path);
      const files = readdirSync(folder);
      for (const open of [holdLedger, openLedger]) {
        assert.throws(
          () => open(path),
          (error) =>
            error instanceof Failure &&
            error.code === code &&
            error.message.includes(path) &&
            !error.message.includes('\n'),
        );
      }
      assert.deepEqual(bytesOf(path), before);
      assert.deepEqual(readdirSync(folder), files, 'nothing is left beside it');
    });
  }
});

/** Options of a file system, and what is said of a ledger that is to begin there. */
const MOUNTED: readonly (readonly [options: string, code: string, message: RegExp])[] = [
  ['size=4k', 'ledger-disk-full', /^no space left for /],
  ['size=8m,nr_inodes=1', 'ledger-disk-full', /^no inodes left for /],
  ['size=8m,nr_inodes=2', 'ledger-disk-full', /^no inodes left for /],
  ['size=8m,nr_inodes=3', 'ledger-disk-full', /^no inodes left for /],
  ['size=8m,ro', 'ledger-read-only', /is read-only, or its folder is$/],
];

for (const [options, code, message] of MOUNTED) {
  test(`on a file system of ${options} no ledger begins, and it is said why`, (t) => {
    const mountPoint = mkdtempSync(join(folder, 'mounted-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mountPoint]);
    if (mounted.status !== 0) return t.skip('needs a user who may mount');
    t.after(() => spawnSync('umount', [mountPoint]));
    assert.throws(
      () => holdLedger(join(mountPoint, 'popcon.db')),
      (error) => error instanceof Failure && error.code === code && message.test(error.message),
    );
  });
}

test('a second collector is refused until the first has let go; readers and short writers are not', () => {
  const path = join(folder, 'held.db');
  const held = holdLedger(path);
  assert.throws(
    () => holdLedger(path),
    (error) => error instanceof Failure && error.code === 'ledger-in-use',
  );
  for (const open of [openLedgerForReading, openLedger]) {
    using db = open(path);
    assert.deepEqual({ ...db.prepare('PRAGMA busy_timeout').get() }, { timeout: 5_000 });
  }
  held.release();
  holdLedger(path).release();
});

test('nor is a second collector let in by another name of the file', (t) => {
  if (loadLibc() === undefined) return t.skip('needs koffi and 64-bit Linux');
  const path = join(folder, 'named.db');
  const held = holdLedger(path);
  t.after(() => held.release());
  linkSync(path, join(folder, 'hard-link.db'));
  symlinkSync(path, join(folder, 'symbolic-link.db'));
  for (const name of ['hard-link.db', 'symbolic-link.db']) {
    assert.throws(() => holdLedger(join(folder, name)), { code: 'ledger-in-use' });
  }
});

/** What another program does to the file while it is held, and what is said then. */
const HARMED: Readonly<
  Record<string, readonly [harm: (path: string) => void, code?: string, said?: RegExp]>
> = {
  'nothing is done to': [() => undefined],
  'another program makes longer': [(path) => truncateSync(path, 2 * statSync(path).size)],
  'is removed': [(path) => rmSync(path), 'ledger-displaced', / is gone: put the ledger back/],
  'another file is put in place of': [
    (path) => {
      copyFileSync(path, `${path}-copy`);
      renameSync(`${path}-copy`, path);
    },
    'ledger-displaced',
    / is another file than the one that was opened: /,
  ],
  'is overwritten': [
    (path) => writeFileSync(path, 'x'.repeat(statSync(path).size), { flag: 'r+' }),
    'ledger-corrupt',
    /\(it was overwritten\)$/,
  ],
  'is cut off': [
    (path) => truncateSync(path, statSync(path).size - 1),
    'ledger-corrupt',
    /\(it was cut off\)$/,
  ],
};

for (const [name, [harm, code, said = /^$/]] of Object.entries(HARMED)) {
  test(`of a held ledger that ${name}, ${code ?? 'nothing'} is told`, (t) => {
    const path = join(folder, `${name}.db`);
    const held = holdLedger(path);
    t.after(() => held.release());
    assert.equal(held.displaced(), undefined);
    harm(path);
    const failure = held.displaced();
    assert.equal(failure?.code, code);
    assert.match(failure?.message ?? '', said);
  });
}

test('a ledger that is not there is not made by reading', () => {
  assert.throws(
    () => openLedgerForReading(join(folder, 'nowhere.db')),
    (error) => error instanceof Failure && error.code === 'ledger-missing',
  );
});

function sql(path: string, text: string): void {
  const db = new DatabaseSync(path);
  db.exec(text);
  db.close();
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

test('a ledger of before, which could not become smaller, can from its next start on', () => {
  const path = join(folder, 'before.db');
  holdLedger(path).release();
  sql(path, 'PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM');
  sql(path, "INSERT INTO metrics VALUES ('kept', 'help')");
  const held = holdLedger(path);
  assert.deepEqual({ ...held.db.prepare('PRAGMA auto_vacuum').get() }, { auto_vacuum: 2 });
  assert.deepEqual({ ...held.db.prepare('SELECT name FROM metrics').get() }, { name: 'kept' });
  assert.deepEqual({ ...held.db.prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' });
  held.release();
});

for (const name of [':memory:', 'file:p.db', 'file:p.db?mode=memory']) {
  test(`a ledger called ${name} is the file of that name`, (t) => {
    process.chdir(folder);
    t.after(() => process.chdir(WORKING_FOLDER));
    const held = holdLedger(name);
    assert.throws(() => holdLedger(join(folder, name)), { code: 'ledger-in-use' });
    held.release();
    openLedgerForReading(name).close();
    assert.notEqual(statSync(name).size, 0);
  });
}
