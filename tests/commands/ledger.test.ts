/** `popcon ledger` as a person runs it: what fills a ledger, what would be dropped, and every kind of damage in plain words. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import * as ledger from '../../src/commands/ledger.ts';
import { holdLedger } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { checkedDay } from '../../src/series/day.ts';
import { runCommand } from './run.ts';

const DAY = checkedDay('2026-11-24');
const folder = mkdtempSync(join(tmpdir(), 'popcon-ledger-'));
const at = (name: string) => join(folder, name);
const whole = at('whole.db');
const run = (...args: readonly string[]) => runCommand(ledger, args, { nowMs: DAY * 86_400_000 });

before(() => {
  const held = holdLedger(whole);
  held.db.exec('BEGIN');
  const insert = held.db.prepare('INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)');
  const insertDay = held.db.prepare('INSERT INTO days VALUES (?, ?, ?)');
  let id = 0;
  const add = (name: string, label = '') => {
    insert.run(++id, name + label, name, '{}', 4, DAY - 3, DAY);
    for (let back = 3; back >= 0; back--) insertDay.run(id, DAY - back, 4 - back);
  };
  for (let at = 0; at < 300; at++) add('python_popcon_imported_package', `{package="package-${at}"}`);
  for (let at = 0; at < 700; at++) add(`j${((at * 7_919) % 65_536).toString(16)}x`);
  held.db.exec('INSERT INTO metrics VALUES (\u0027j0x\u0027, \u0027Junk.\u0027)');
  held.db.exec('COMMIT');
  held.release();
});
after(() => rmSync(folder, { recursive: true }));

test('top: the beginnings of names that fill it, as patterns that drop takes', async () => {
  const { stdout } = await run('top', '--ledger', whole);
  assert.match(
    stdout,
    /^1,000 series, .* of names and labels in .*\n\nPATTERN +METRICS +SERIES +NAMES +COUNTS +LAST DAY\n/,
  );
  assert.match(stdout, /\nj\* +700 +700 .* 2,800 {2}2026-11-24\n/);
  assert.match(stdout, /\npython_popcon_imported_package +1 +300 .* 1,200 {2}2026-11-24\n/);
  const told = JSON.parse((await run('top', '--json', '--ledger', whole)).stdout);
  assert.deepEqual(
    told.map(({ pattern, series }: { pattern: string; series: number }) => [pattern, series]),
    [
      ['j*', 700],
      ['python_popcon_imported_package', 300],
    ],
  );
});

test('drop: says what it would do, then does it, and nothing else changes', async () => {
  const path = at('dropped.db');
  copyFileSync(whole, path);
  const dry = await run('drop', '--match', 'j*', '--ledger', path);
  assert.match(dry.stdout, /^Would drop 700 series with 2,800 counts, for good:\n {2}j0x\n/);
  assert.match(dry.stdout, /and 690 more\nNothing is changed yet: --yes drops them\./);
  assert.deepEqual(readFileSync(path), readFileSync(whole));
  assert.match(
    (await run('drop', '--match', 'j*', '--yes', '--ledger', path)).stdout,
    /^Dropped 700 series from /,
  );
  assert.ok(statSync(path).size < 0.8 * statSync(whole).size, 'their room is given back');
  const one = await run('drop', '--match', '*{package=\u0022package-7?\u0022}', '--yes', '--ledger', path);
  assert.match(one.stdout, /^Dropped 10 series from /);
  using db = new DatabaseSync(path, { readOnly: true });
  const counted = db.prepare(
    'SELECT count(*) AS n, (SELECT count(*) FROM days) AS days, (SELECT count(*) FROM metrics) AS helps FROM series',
  );
  assert.deepEqual({ ...counted.get() }, { n: 290, days: 1_160, helps: 0 });
  assert.match((await run('drop', '--match', '[j]*', '--ledger', path)).stdout, /nothing to drop/);
  assert.match((await run('check', '--ledger', path)).stdout, / is whole: /);
});

test('backup: a checked copy, in place of an older one, and of nothing else', async () => {
  const copy = at('copy.db');
  writeFileSync(`${copy}.new`, 'somebody else');
  for (let time = 0; time < 2; time++) {
    assert.match(
      (await run('backup', copy, '--ledger', whole)).stdout,
      /copy\.db is whole: counts from 2026-11-21 to 2026-11-24; 1,000 series/,
    );
  }
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  writeFileSync(at('letter.txt'), 'x'.repeat(5_000));
  const { failure } = await run('backup', at('letter.txt'), '--ledger', whole);
  assert.equal(failure?.code, 'ledger-not-a-database');
  assert.equal(readFileSync(at('letter.txt'), 'utf8'), 'x'.repeat(5_000));
  assert.equal(readFileSync(`${copy}.new`, 'utf8'), 'somebody else');
});

const spoil =
  (from: number, to: number, step = 1) =>
  (path: string) => {
    const bytes = readFileSync(path);
    for (let byte = from; byte < Math.min(to, bytes.length); byte += step)
      bytes[byte] = (bytes[byte] ?? 0) ^ 0xa5;
    writeFileSync(path, bytes);
  };
const sql = (text: string) => (path: string) => {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(text);
};

/** How it came about → what `check` says, or the code of its failure. */
const DAMAGE: Readonly<Record<string, readonly [make: (path: string) => void, said: RegExp | string]>> = {
  'cut off': [(path) => truncateSync(path, 60_000), /the file is cut off: 60000 of \d+ bytes are left/],
  'cut off within the first page': [(path) => truncateSync(path, 3_000), /the file is cut off: 3000 of/],
  'pages with flipped bits': [spoil(8_192, 1e9, 4_096), /is damaged\. What can be read: /],
  'one flipped page': [spoil(21 * 4_096, 21 * 4_096 + 50), /is damaged\. What can be read: .*1,000 series/],
  'a first page of noise': [spoil(100, 400), /its first page is damaged/],
  'a total that is not that of its days': [
    sql('UPDATE series SET total = 99 WHERE id = 7'),
    /1 series whose total is not that of their last day, such as python_popcon/,
  ],
  'cut off within the last page': [
    (path) => truncateSync(path, statSync(path).size - 1),
    /the file is cut off: \d+ of \d+ bytes are left/,
  ],
  'a table that is gone': [sql('DROP TABLE days'), /counts by day: only 0 rows can be read/],
  'a schema that no ledger has': [sql('PRAGMA user_version = -1'), /its first page is damaged/],
  'an id below 1': [sql('UPDATE series SET id = -7 WHERE id = 7'), /the series with the id -7 has values/],
  'an id of 2^33': [sql('UPDATE series SET id = 1 << 33 WHERE id = 7'), /the id 8589934592 has values/],
  'a total below 0': [sql('UPDATE series SET total = -1 WHERE id = 7'), /the id 7 has values/],
  'labels that are none': [sql("UPDATE series SET labels = '{' WHERE id = 7"), /the id 7 has values/],
  'a key of two lines': [sql("UPDATE series SET key = 'a' || char(10) WHERE id = 7"), /the id 7 has values/],
  'a mark past all series': [sql('UPDATE collector SET introduced = 1e12'), /the mark of what scrapers/],
  'no head': [spoil(0, 16), 'ledger-not-a-database'],
  'a stump': [(path) => truncateSync(path, 10), 'ledger-not-a-database'],
  'an empty file': [(path) => truncateSync(path, 0), 'ledger-missing'],
  'a newer schema': [sql('PRAGMA user_version = 99'), 'ledger-newer'],
  'another program\u0027s database': [sql('PRAGMA application_id = 0'), 'ledger-foreign'],
};

/** Nothing of it keeps a collector from counting on. */
const STARTS: readonly string[] = ['a total that is not that of its days', 'an empty file'];

/** As a collector does, as far as the ledger goes. */
function startOn(path: string): void {
  const { db, release } = holdLedger(path);
  try {
    new Recorder(path, db);
  } finally {
    release();
  }
}

describe('told plainly:', () => {
  for (const [name, [make, said]] of Object.entries(DAMAGE)) {
    test(name, async () => {
      const path = at('damaged.db');
      copyFileSync(whole, path);
      make(path);
      const check = await run('check', '--ledger', path);
      if (typeof said === 'string') assert.equal(check.failure?.code, said);
      else {
        assert.match(check.stdout, said);
        assert.match(check.stdout, /\nPut the newest copy/);
        assert.equal(check.exitCode, 1);
      }
      for (const args of [
        ['backup', at('of-damaged.db')],
        ['top'],
        ['drop', '--match', 'python*', '--yes'],
      ]) {
        const { failure } = await run(...args, '--ledger', path);
        if (failure === undefined) continue; // What it needs can be read.
        assert.doesNotMatch(failure.message, /unexpected|\n/);
        assert.ok(failure.message.includes(path), failure.message);
      }
      assert.ok(!existsSync(at('of-damaged.db')), 'no damaged ledger is copied');
      if (STARTS.includes(name)) startOn(path);
      else assert.throws(() => startOn(path), { name: 'Failure', message: /^[^\n]*damaged\.db[^\n]*$/ });
    });
  }
});
