/** Calendar periods tile the days, from the first of them on, and know their names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarPeriods, totalPeriod } from '../../src/release/period.ts';
import { checkedDay, formatDay } from '../../src/series/day.ts';

const CASES = [
  ['month', '2026-11-24', '2027-01-01', ['2026-11', '2026-12', '2027-01'], '2027-01-31'],
  ['month', '2028-02-29', '2028-02-29', ['2028-02'], '2028-02-29'],
  ['quarter', '2026-03-31', '2026-10-01', ['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'], '2026-12-31'],
  ['year', '2024-12-31', '2026-01-01', ['2024', '2025', '2026'], '2026-12-31'],
] as const;

for (const [by, from, to, names, lastDay] of CASES) {
  test(`${from} to ${to} by ${by}`, () => {
    const periods = calendarPeriods(by, { from: checkedDay(from), to: checkedDay(to) });
    assert.deepEqual(
      periods.map(({ name }) => name),
      names,
    );
    assert.equal(formatDay(periods.at(-1)?.days.to ?? 0), lastDay);
    for (const [at, period] of periods.entries()) {
      assert.equal(period.days.from, at === 0 ? checkedDay(from) : (periods[at - 1]?.days.to ?? 0) + 1);
    }
  });
}

test('a total is named by its first and last day', () => {
  assert.equal(
    totalPeriod({ from: checkedDay('2026-09-14'), to: checkedDay('2026-10-20') }).name,
    '2026-09-14/2026-10-20',
  );
});
