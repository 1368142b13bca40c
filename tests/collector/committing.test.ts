/** Commits and drops on a real ledger, with an ingest thread whose answers the test gives. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Committing } from '../../src/collector/committing.ts';
import { dropAsked } from '../../src/collector/drops.ts';
import type { IngestBatch } from '../../src/ingest/messages.ts';
import { askedToDrop, askToDrop } from '../../src/ledger/drop.ts';
import { holdLedger, openLedgerForReading } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { makeLog } from '../../src/log.ts';

const FLUSH_INTERVAL_MS = 4_000;

/** What the ingest thread answers: `count` of each of the series a0, a1 … of which the first `known` are in the ledger. */
function batchOf(names: number, known = 0, count = 1): IngestBatch {
  const ids = Uint32Array.from({ length: names }, (_, at) => at + 1);
  const added = ids.slice(known);
  return {
    ids,
    amounts: new Float64Array(names).fill(count),
    samples: names,
    newSeries: {
      ids: added,
      keys: added.length === 0 ? [] : [Array.from(added, (id) => `a${id}`).join('\n')],
    },
    helps: [],
    counters: { relay: undefined } as IngestBatch['counters'],
  };
}

async function begin(t: TestContext, first: IngestBatch) {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-committing-'));
  const path = join(folder, 'popcon.db');
  const { db, release } = holdLedger(path);
  t.after(() => {
    release();
    rmSync(folder, { recursive: true });
  });
  const recorder = new Recorder(path, db);
  const logged: string[] = [];
  const log = makeLog({ level: 'info', format: 'logfmt', now: () => 0, write: (line) => logged.push(line) });
  let next = first;
  const rest = { ...batchOf(0), isDrained: true };
  const ingest = { take: async () => next, stop: async () => rest };
  const committing = await Committing.begin({
    ingest,
    recorder,
    flushIntervalMs: FLUSH_INTERVAL_MS,
    today: () => 10,
    log,
  });
  const commit = (batch: IngestBatch) => {
    next = batch;
    return committing.commit();
  };
  return { path, db, recorder, committing, commit, logged, log, rest };
}

test('a disk that refuses is told once, and so is that it takes counts again', async (t) => {
  const { db, recorder, commit, logged } = await begin(t, batchOf(1));
  db.exec('PRAGMA query_only = ON');
  for (let time = 0; time < 2; time++) await commit(batchOf(1, 1));
  assert.match(
    logged.join(''),
    /^[^\n]*level=error msg="the ledger cannot be written, [^\n]* is read-only[^\n]*\n$/,
  );
  db.exec('PRAGMA query_only = OFF');
  for (let time = 0; time < 2; time++) await commit(batchOf(0));
  assert.match(logged.slice(1).join(''), /^[^\n]*level=info msg="the ledger can be written again"\n$/);
  assert.equal(recorder.totals.totalOf(1), 3);
});

test('while somebody reads, commits wait, but no longer than ten seconds', async (t) => {
  const { path, recorder, commit } = await begin(t, batchOf(1));
  const reader = openLedgerForReading(path);
  t.after(() => reader.close());
  reader.exec('BEGIN; SELECT * FROM series');
  const totals: number[] = [];
  for (let time = 0; time < 8; time++) {
    await commit(batchOf(1, 1));
    totals.push(recorder.totals.totalOf(1));
  }
  assert.deepEqual(totals, [2, 2, 2, 2, 6, 6, 6, 6]);
});

test('the end commits the rest, once, and nothing begins after it', async (t) => {
  const { recorder, committing, commit, rest, logged } = await begin(t, batchOf(1));
  Object.assign(rest, batchOf(2, 1), { isDrained: false, counters: { relay: { waiting: 3 } } });
  await Promise.all([committing.end(), committing.end()]);
  await committing.committed;
  await commit(batchOf(1, 1));
  assert.equal(await committing.between(() => assert.fail('after the end')), false);
  assert.deepEqual([recorder.totals.totalOf(1), recorder.totals.totalOf(2)], [2, 1]);
  assert.match(
    logged.join(''),
    /datagrams that had arrived are lost.*\n.*waited for the other statsd server.* lines=3\n$/,
  );
});

for (const [waiting, said] of [
  [0, /is read-only, or its folder is; nothing was waiting$/],
  [2, /is read-only, or its folder is; 2 samples that waited are lost$/],
] as const) {
  test(`an end at which the disk refuses ${waiting} samples fails, and says what is lost`, async (t) => {
    const { db, recorder, committing, commit, logged } = await begin(t, batchOf(0));
    db.exec('PRAGMA query_only = ON');
    if (waiting > 0) await commit(batchOf(waiting));
    else await recorder.tryWrite((ledger) => ledger.exec('DELETE FROM metrics'));
    const lost = { code: 'counts-lost', message: said };
    await assert.rejects(committing.end(), lost);
    await assert.rejects(committing.committed, lost);
    assert.doesNotMatch(logged.join(''), /level=warn/);
  });
}

/** How many portions of 500 are dropped before the collector ends, of three; and what is left then. */
const DROPPED: readonly (readonly [portions: number, hasDropped: boolean, left: number, asked: number])[] = [
  [0, false, 1_201, 1],
  [1, true, 701, 1],
  [3, true, 1, 1],
  [9, true, 1, 0],
];

for (const [portions, hasDropped, left, asked] of DROPPED) {
  test(`a drop of three portions that an end cuts short after ${portions}`, async (t) => {
    const first = batchOf(1_201);
    const { db, recorder, commit, log, logged } = await begin(t, {
      ...first,
      newSeries: { ...first.newSeries, keys: [first.newSeries.keys.join('').replace('a1\n', 'kept\n')] },
    });
    await commit(batchOf(0));
    askToDrop(db, 'a*');
    const forgotten: number[] = [];
    let turns = portions;
    const done = await dropAsked({
      db,
      recorder,
      log,
      ingest: { forget: async (ids) => forgotten.push(...ids) },
      committing: { between: async (action) => turns-- > 0 && (await action()) },
    });
    assert.equal(done, hasDropped);
    assert.equal(db.prepare('SELECT count(*) AS n FROM series').get()?.n, left);
    assert.equal(askedToDrop(db).length, asked);
    assert.deepEqual(
      forgotten,
      Array.from({ length: 1_201 - left }, (_, at) => at + 2),
    );
    assert.equal(logged.join('').includes('msg="series dropped" pattern=a* series=1200'), asked === 0);
  });
}
