import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkedDay, dayOf, formatDay, parseDay, startOfDayMs } from '../../src/series/day.ts';

test('days are those of UTC', () => {
  assert.equal(dayOf(Date.UTC(1970, 0, 1)), 0);
  assert.equal(dayOf(Date.UTC(2026, 10, 24, 23, 59, 59, 999)), dayOf(Date.UTC(2026, 10, 24)));
  assert.equal(dayOf(-1), -1);
});

test('only days of the calendar are read', () => {
  assert.equal(parseDay('2024-02-29'), dayOf(Date.UTC(2024, 1, 29)));
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '20260101', '2026-01-01T00:00', '', 'today']) {
    assert.equal(parseDay(text), undefined, text);
    assert.throws(() => checkedDay(text), RangeError, text);
  }
});

test('a day is read as it is written', () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
      assert.equal(parseDay(formatDay(day)), day);
      assert.equal(dayOf(startOfDayMs(day)), day);
    }),
  );
});
