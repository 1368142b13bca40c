/** Which series there are, their ids, their bounds, and what is told of their metrics. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeriesTable } from '../../src/ingest/series-table.ts';
import { makeSeries } from '../../src/series/series.ts';

const WIDE = { maxSeries: 100, maxSeriesBytes: 1_000, reservedSeries: 0 };
const series = (name: string) => makeSeries(name, []);

test('no id is given twice: they go on behind the highest that any series has, or had', () => {
  const known = [
    { id: 7, key: 'b' },
    { id: 3, key: 'a' },
  ];
  const table = new SeriesTable(WIDE, known, [], 5);
  assert.deepEqual([table.size, table.lastId, table.firstUntaken], [2, 7, 8]);
  assert.equal(table.find(series('c'), undefined), 8);
  assert.equal(table.find(series('a'), undefined), 3);
  assert.equal(table.find(series('d'), undefined), 9);
  assert.equal(table.firstUntaken, 8);
  assert.deepEqual(table.takeAdded(1), [{ id: 8, key: 'c' }]);
  assert.equal(table.firstUntaken, 9);
  assert.equal(new SeriesTable(WIDE, known, [], 12).find(series('c'), undefined), 13);
});

test('what is forgotten gives its room back, and comes again under another id', () => {
  const table = new SeriesTable(WIDE, [
    { id: 1, key: 'ab' },
    { id: 2, key: 'c' },
  ]);
  table.forget(new Set([1, 99]));
  assert.deepEqual([table.size, table.bytes], [1, 1]);
  assert.equal(table.find(series('c'), undefined), 2);
  assert.equal(table.find(series('ab'), undefined), 3);
});

const BOUNDS: readonly (readonly [title: string, key: string, room: boolean, ifItMatters: boolean])[] = [
  ['as many bytes as are left', '123456', true, true],
  ['one more', '1234567', false, true],
  ['one of its characters takes two bytes each', '123中', false, true],
  ['as many as the reserve has, too', '1'.repeat(18), false, true],
  ['more than that', '1'.repeat(19), false, false],
];
for (const [title, key, room, ifItMatters] of BOUNDS) {
  test(`room in bytes: ${title}`, () => {
    const bounds = { maxSeries: 4, maxSeriesBytes: 8, reservedSeries: 6 };
    const table = new SeriesTable(bounds, [{ id: 1, key: 'ab' }]);
    assert.equal(table.hasRoom(series(key), false), room);
    assert.equal(table.hasRoom(series(key), true), ifItMatters);
  });
}

test('room in number: the reserve is for those that matter, the overflow series takes none', () => {
  const bounds = { maxSeries: 2, maxSeriesBytes: 1_000, reservedSeries: 1 };
  const table = new SeriesTable(bounds, [{ id: 1, key: 'popcon_overflow_total' }]);
  const room = () => [table.hasRoom(series('x'), false), table.hasRoom(series('x'), true)];
  const seen = ['a', 'b', 'c'].map((name) => {
    table.find(series(name), undefined);
    return room();
  });
  assert.deepEqual(seen, [
    [true, true],
    [false, true],
    [false, false],
  ]);
  assert.equal(table.hasRoom(series('a'), false), true, 'what is there already has its room');
});

test('a help is told once, and only where the ledger has another', () => {
  const table = new SeriesTable(WIDE, [], [['a', 'A']]);
  for (const help of ['A', 'B']) table.find(series('a'), help);
  table.find(series('b'), undefined);
  assert.deepEqual(table.takeHelps(), []);
  table.rulesChanged();
  table.find(series('a'), undefined);
  table.find(series('b'), 'B');
  assert.deepEqual(table.takeHelps(), [
    ['a', ''],
    ['b', 'B'],
  ]);
  assert.deepEqual(table.takeHelps(), []);
});
