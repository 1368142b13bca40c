/** Marks of a time axis: whole days only, as many as there is room for, weeks from Monday, months from the 1st. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayTicks } from '../../src/render/day-ticks.ts';
import { checkedDay } from '../../src/series/day.ts';

const CASES: Readonly<Record<string, readonly [from: string, to: string, most: number, texts: string]>> = {
  'one day': ['2026-11-25', '2026-11-25', 12, 'Nov 25'],
  'a week': ['2026-11-19', '2026-11-22', 12, 'Nov 19|Nov 20|Nov 21|Nov 22'],
  Mondays: ['2026-11-01', '2026-11-24', 4, 'Nov 2|Nov 9|Nov 16|Nov 23'],
  'every second Monday': ['2026-10-01', '2026-11-24', 5, 'Oct 5|Oct 19|Nov 2|Nov 16'],
  'firsts of months': ['2026-09-02', '2027-02-03', 5, 'Oct 2026|Nov|Dec|Jan 2027|Feb'],
  years: ['2020-05-01', '2026-11-24', 6, 'Jan 2021|Jan 2022|Jan 2023|Jan 2024|Jan 2025|Jan 2026'],
};
for (const [name, [from, to, most, texts]] of Object.entries(CASES)) {
  test(name, () => {
    assert.equal(
      dayTicks(checkedDay(from), checkedDay(to), most)
        .map(({ text }) => text)
        .join('|'),
      texts,
    );
  });
}

test('there are some, never more than there is room for, and all lie within', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 0, max: 9_000 }),
      fc.integer({ min: 2, max: 14 }),
      (from, length, most) => {
        const ticks = dayTicks(from, from + length, most);
        assert.ok(ticks.length <= most, `${ticks.length} of ${most}`);
        for (const { at } of ticks) {
          const at86 = at.getTime() / 86_400_000;
          assert.ok(at86 >= from && at86 <= from + length + 1);
        }
      },
    ),
  );
});
