import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { allSeries, lastSeriesId } from '../../src/ledger/exposed-lines.ts';
import { holdLedger, openLedger, openLedgerForReading } from '../../src/ledger/open.ts';
import { type Batch, Recorder } from '../../src/ledger/recorder.ts';
import { readShownAtZero, writeShownAtZero } from '../../src/ledger/shown-at-zero.ts';
import { makeSeries, unpackSeries } from '../../src/series/series.ts';

const A = makeSeries('a', []);
const B = makeSeries('b', [{ name: 'package', value: 'numpy' }]);

interface Opened {
  readonly path: string;
  readonly db: DatabaseSync;
  readonly recorder: Recorder;
}

function open(t: Pick<TestContext, 'after'> | { after(fn: () => void): void }): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-recorder-'));
  const path = join(folder, 'popcon.db');
  const { db, release } = holdLedger(path);
  t.after(() => {
    release();
    rmSync(folder, { recursive: true });
  });
  return { path, db, recorder: new Recorder(path, db) };
}

function batch(
  day: number,
  amounts: Readonly<Record<number, number>>,
  newSeries: Batch['newSeries'] = [],
): Batch {
  const ids = Object.keys(amounts).map(Number);
  return {
    day,
    newSeries,
    ids: Uint32Array.from(ids),
    amounts: Float64Array.from(Object.values(amounts)),
    samples: ids.length,
  };
}

const both = [
  { id: 1, key: A.key },
  { id: 2, key: B.key },
];

describe('durable before visible', () => {
  test('a total moves when its commit has succeeded, not before', async (t) => {
    const { path, recorder } = open(t);
    recorder.record({ ...batch(10, { 1: 3, 2: 4 }, both), helps: [['b', 'Of b.']] });
    assert.equal(recorder.totals.totalOf(1), 0);
    assert.equal(recorder.pendingSamples, 2);
    await recorder.flush();
    assert.equal(recorder.totals.totalOf(1), 3);
    assert.equal(recorder.pendingSamples, 0);
    assert.equal(recorder.committedSamples, 2);
    const reader = openLedgerForReading(path);
    assert.deepEqual(rows(reader, 'SELECT key, total, first_day, last_day FROM series ORDER BY id'), [
      ['a', 3, 10, 10],
      ['b{package="numpy"}', 4, 10, 10],
    ]);
    assert.deepEqual(rows(reader, 'SELECT * FROM metrics'), [['b', 'Of b.']]);
    reader.close();
  });

  test('where the disk refuses, a drop is not done, and not thrown', async (t) => {
    const { db, recorder } = open(t);
    recorder.record(batch(10, { 1: 1, 2: 5 }, both));
    await recorder.flush();
    db.exec('PRAGMA query_only = ON');
    assert.equal(await recorder.drop(new Set([1])), false);
    assert.equal(recorder.failure?.code, 'ledger-read-only');
    assert.deepEqual([recorder.totals.count, recorder.totals.totalOf(1)], [2, 1]);
    db.exec('PRAGMA query_only = OFF');
    assert.equal(await recorder.drop(new Set([1])), true);
    assert.equal(recorder.failure, undefined);
    assert.deepEqual([recorder.totals.count, recorder.totals.totalOf(1)], [1, 0]);
    assert.deepEqual(rows(db, 'SELECT id FROM series'), [[2]]);
  });

  test('where the disk refuses, counts wait, and are committed once when it takes them again', async (t) => {
    const { db, recorder } = open(t);
    recorder.record(batch(10, { 1: 1 }, both.slice(0, 1)));
    await recorder.flush();
    db.exec('PRAGMA query_only = ON');
    recorder.record(batch(10, { 1: 2, 2: 5 }, both.slice(1)));
    await recorder.flush();
    assert.equal(recorder.failure?.code, 'ledger-read-only');
    assert.equal(recorder.totals.totalOf(1), 1);
    assert.equal(recorder.pendingSamples, 2);
    recorder.record(batch(11, { 2: 1 }));
    await recorder.flush();
    db.exec('PRAGMA query_only = OFF');
    await recorder.flush();
    assert.equal(recorder.failure, undefined);
    assert.deepEqual([recorder.totals.totalOf(1), recorder.totals.totalOf(2)], [3, 6]);
    assert.deepEqual(rows(db, 'SELECT * FROM days ORDER BY series_id, day'), [
      [1, 10, 3],
      [2, 10, 5],
      [2, 11, 6],
    ]);
    assert.equal(recorder.committedSamples, 4);
  });

  test('while nothing can be written, at most eight days wait; older counts are told as later', async (t) => {
    const { db, recorder } = open(t);
    db.exec('PRAGMA query_only = ON');
    for (let day = 0; day < 20; day++)
      recorder.record(batch(day, { 1: 1 }, day === 0 ? both.slice(0, 1) : []));
    db.exec('PRAGMA query_only = OFF');
    await recorder.flush();
    assert.equal(recorder.totals.totalOf(1), 20);
    assert.equal(rows(db, 'SELECT * FROM days').length, 8);
  });
});

test('a batch of nothing makes no commit', async (t) => {
  const { recorder } = open(t);
  recorder.record(batch(10, {}));
  await recorder.flush();
  assert.deepEqual(recorder.commits, { succeeded: 0, failed: 0 });
});

test('a help text is what was said last, and none once it is empty', async (t) => {
  const { db, recorder } = open(t);
  const told: unknown[][][] = [];
  for (const helps of [[['a', 'First.']], [['a', 'Second.']], [['a', '']]] as const) {
    recorder.record({ ...batch(10, {}), helps });
    await recorder.flush();
    told.push(rows(db, 'SELECT * FROM metrics'));
  }
  assert.deepEqual(told, [[['a', 'First.']], [['a', 'Second.']], []]);
  recorder.record({ ...batch(10, {}), helps: [['a', 'Dropped.']] });
  await recorder.flush();
  await recorder.write((ledger) => ledger.exec('DELETE FROM metrics'));
  recorder.record(batch(10, { 1: 1 }, both.slice(0, 1)));
  await recorder.flush();
  assert.deepEqual(rows(db, 'SELECT * FROM metrics'), [], 'it is written once');
});

test('of a write that throws nothing stays, also where SQLite has ended its transaction, and it is told', async (t) => {
  const { db, recorder } = open(t);
  for (const ending of ['', 'ROLLBACK']) {
    const written = recorder.write((ledger) => {
      ledger.exec(`UPDATE collector SET introduced = 7; ${ending}`);
      throw new Error('told');
    });
    await assert.rejects(written, { message: 'told' });
    assert.deepEqual(readShownAtZero(db), { introduced: 0, scrapers: 0 });
  }
  await recorder.write((ledger) => writeShownAtZero(ledger, { introduced: 7, scrapers: 2 }));
  assert.deepEqual(readShownAtZero(db), { introduced: 7, scrapers: 2 });
});

test('the log is emptied by a commit, or when nobody reads it any more', async (t) => {
  const { path, recorder } = open(t);
  const logBytes = () => statSync(`${path}-wal`).size;
  const reader = openLedgerForReading(path);
  t.after(() => reader.close());
  recorder.record(batch(10, { 1: 3 }, both.slice(0, 1)));
  await recorder.flush();
  assert.deepEqual([logBytes(), recorder.emptyLog()], [0, 'empty']);
  reader.exec('BEGIN; SELECT * FROM series');
  recorder.record(batch(10, { 1: 4 }));
  await recorder.flush();
  assert.equal(recorder.emptyLog(), 'being-read');
  assert.notEqual(logBytes(), 0);
  reader.exec('COMMIT');
  assert.deepEqual([recorder.emptyLog(), logBytes()], ['empty', 0]);
});

test('ids may leave gaps, however wide', async (t) => {
  const { path, db, recorder } = open(t);
  recorder.record(batch(10, { 1: 3 }, both.slice(0, 1)));
  await recorder.flush();
  recorder.record(batch(9, { 5000: 4 }, [{ id: 5_000, key: B.key }]));
  await recorder.flush();
  for (const { totals } of [recorder, new Recorder(path, db)]) {
    assert.deepEqual(
      [1, 2, 5_000].map((id) => totals.totalOf(id)),
      [3, 0, 4],
    );
    assert.deepEqual([totals.lastDayOf(1), totals.lastDayOf(5_000)], [10, 9]);
    assert.deepEqual([totals.count, totals.lastId, totals.firstDay], [2, 5_000, 9]);
  }
  assert.equal(lastSeriesId(db), 5_000);
  assert.deepEqual([...unpackSeries(allSeries(db))], [both[0], { id: 5_000, key: B.key }]);
});

test('a flush waits for what writes in turn over a connection of its own, however long', async (t) => {
  const { path, recorder } = open(t);
  const other = openLedger(path);
  t.after(() => other.close());
  recorder.record(batch(10, { 1: 3 }, both.slice(0, 1)));
  const writing = recorder.inTurn(async () => {
    other.exec('BEGIN IMMEDIATE');
    await sleep(700); // Longer than a commit waits for another program's lock.
    other.exec('COMMIT');
  });
  await recorder.flush();
  await writing;
  assert.deepEqual(recorder.commits, { succeeded: 1, failed: 0 });
  assert.equal(recorder.totals.totalOf(1), 3);
});

test('whatever the clock does, totals are what was counted and days add up', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 2 }), fc.nat(9)), {
        maxLength: 30,
      }),
      async (increments) => {
        const cleanups: (() => void)[] = [];
        const { db, recorder } = open({ after: (fn: () => void) => void cleanups.push(fn) });
        recorder.record(batch(0, { 1: 0, 2: 0 }, both));
        for (const [day, id, amount] of increments) {
          recorder.record(batch(day, { [id]: amount }));
          await recorder.flush();
        }
        const grown = new Map<string, number>();
        for (const [day, id, amount] of increments) {
          for (let later = day; later <= 5; later++) {
            grown.set(`${id} ${later}`, (grown.get(`${id} ${later}`) ?? 0) + amount);
          }
        }
        for (const [id, day, total] of rows(db, 'SELECT * FROM days')) {
          assert.equal(total, grown.get(`${id} ${day}`) ?? 0);
        }
        for (const id of [1, 2]) {
          const newest = rows(db, `SELECT total FROM days WHERE series_id = ${id} ORDER BY day DESC LIMIT 1`);
          assert.deepEqual(rows(db, `SELECT total FROM series WHERE id = ${id}`), newest);
          assert.equal(recorder.totals.totalOf(id), grown.get(`${id} 5`) ?? 0);
        }
        for (const cleanup of cleanups) cleanup();
      },
    ),
    { numRuns: 30 },
  );
  t.diagnostic('30 histories');
});

test('totals are loaded as they were committed', async (t) => {
  const { path, recorder, db } = open(t);
  recorder.record(batch(7, { 1: 2 ** 53 - 1, 2: 0.5 }, both));
  await recorder.flush();
  const again = new Recorder(path, db);
  for (const { totals } of [recorder, again]) {
    assert.deepEqual([totals.totalOf(1), totals.totalOf(2)], [2 ** 53 - 1, 0.5]);
    assert.deepEqual([totals.lastDayOf(1), totals.firstDay, totals.count], [7, 7, 2]);
  }
  assert.equal(again.totals.lastId, 2);
});

function rows(db: DatabaseSync, sql: string): unknown[][] {
  return db
    .prepare(sql)
    .all()
    .map((row) => Object.values(row));
}
