/** Longer periods of a published site: only what a reader could add up, and said to be at least that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Release } from '../../../src/release/document.ts';
import type { ReleasedPeriod } from '../../../src/release/released.ts';
import { combinedPeriods } from '../../../src/web/published/combined.ts';

type Told = Readonly<Record<string, number>>;

function month(period: string, packages: Told, processes: number | undefined = 100): ReleasedPeriod {
  return {
    by: 'month',
    period,
    from: `${period}-01`,
    to: `${period}-28`,
    firstReleased: '2027-02-01',
    minProcesses: 20,
    ...(processes === undefined ? {} : { processes: { processes, partial: false } }),
    packages: Object.entries(packages).map(([name, count]) => ({
      package: name,
      processes: count,
      partial: false,
    })),
  };
}

const releaseOf = (...periods: readonly ReleasedPeriod[]): Release => ({
  generator: 'popcon 0.0.0',
  made: '2027-02-01',
  by: 'month',
  periods,
});

test('a year that has several periods, beside others, and all of it', () => {
  const names = (...periods: readonly string[]) =>
    combinedPeriods(releaseOf(...periods.map((period) => month(period, {})))).map(({ period }) => period);
  assert.deepEqual(names('2026-11'), []);
  assert.deepEqual(names('2026-11', '2026-12'), ['all periods']);
  assert.deepEqual(names('2026-11', '2026-12', '2027-01'), ['2026', 'all periods']);
});

test('a package that is hidden in one period is marked as partial', () => {
  const [all] = combinedPeriods(
    releaseOf(month('2026-11', { numpy: 80, rare: 25 }), month('2026-12', { numpy: 70 })),
  );
  assert.deepEqual(all?.packages, [
    { package: 'numpy', processes: 150, partial: false },
    { package: 'rare', processes: 25, partial: true },
  ]);
  assert.deepEqual(all?.processes, { processes: 200, partial: false });
  assert.deepEqual([all?.from, all?.to], ['2026-11-01', '2026-12-28']);
});

test('each figure is the sum of what is told', () => {
  const told = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 20, max: 1_000 }));
  fc.assert(
    fc.property(fc.array(told, { minLength: 2, maxLength: 9 }), (months) => {
      const periods = months.map((packages, at) => month(`2026-0${at + 1}`, packages));
      const all = combinedPeriods(releaseOf(...periods)).at(-1);
      for (const name of ['a', 'b', 'c', 'd']) {
        const figures = months.flatMap((packages) => packages[name] ?? []);
        const row = all?.packages.find((each) => each.package === name);
        assert.equal(
          row?.processes ?? 0,
          figures.reduce((sum, count) => sum + count, 0),
        );
        assert.equal(row?.partial ?? true, figures.length < months.length);
      }
    }),
  );
});
