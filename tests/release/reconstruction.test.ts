/** Random tables through the whole release, and the attacker with a solver against what comes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { totalPeriod } from '../../src/release/period.ts';
import { releasePeriod } from '../../src/release/release.ts';
import type { ReleasedPeriod } from '../../src/release/released.ts';
import type { PeriodCounts } from '../../src/release/suppress.ts';
import { type Requires, reconstruct } from './reconstruction.ts';

const RUNS = 150;
const period = totalPeriod({ from: 20_000, to: 20_030 });

/** Counts that crowd around zero and the threshold, where releases go wrong. */
const table = fc
  .record({
    minProcesses: fc.integer({ min: 2, max: 20 }),
    namespaces: fc.integer({ min: 1, max: 5 }),
    packages: fc.integer({ min: 1, max: 9 }),
  })
  .chain(({ minProcesses, namespaces, packages }) => {
    const count = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: minProcesses - 1 }),
      fc.integer({ min: minProcesses - 1, max: minProcesses + 1 }),
      fc.integer({ min: minProcesses, max: 5 * minProcesses }),
    );
    const row = fc.array(count, { minLength: namespaces, maxLength: namespaces });
    // A package requires some of those that come before it.
    const before = fc.array(fc.nat(packages - 1), { maxLength: 2 });
    return fc.record({
      minProcesses: fc.constant(minProcesses),
      rows: fc.array(row, { minLength: packages, maxLength: packages }),
      requires: fc.array(before, { minLength: packages, maxLength: packages }),
      idle: row,
    });
  });

test('no hidden count can be bounded away from any value below the threshold', () => {
  let hidden = 0;
  let others = 0;
  fc.assert(
    fc.property(table, ({ minProcesses, rows, requires, idle }) => {
      const namespaces = idle.map((_, at) => `hub-${at}`);
      const installed = rows.map((_, at) => `package-${at}`);
      const pairs = requires.flatMap((lowers, upper) =>
        lowers.filter((lower) => lower < upper).map((lower): Requires => [nameOf(upper), nameOf(lower)]),
      );
      // Whoever imports a package imports what it requires.
      for (const [upper, lower] of pairs.toReversed()) {
        const [above = [], below = []] = [upper, lower].map((name) => rows[installed.indexOf(name)]);
        above.forEach((count, at) => {
          below[at] = Math.max(below[at] ?? 0, count);
        });
      }
      // Every process imports one package at most, beside the idle ones: the hardest case for the denominators.
      const processes = idle.map(
        (count, at) => count + rows.reduce((most, row) => Math.max(most, row[at] ?? 0), 0),
      );
      const packages = new Map(rows.map((row, at) => [nameOf(at), row]));
      const released = release({ namespaces, processes, packages }, minProcesses, pairs);
      others += released.other === undefined ? 0 : 1;
      for (const { cell, least, most } of reconstruct(released, { installed, requires: pairs, namespaces })) {
        hidden += 1;
        if (cell.startsWith('(processes)')) continue;
        assert.equal(least, 0, `${cell} is known to be at least ${least}`);
        assert.equal(most, minProcesses - 1, `${cell} is known to be at most ${most}`);
      }
    }),
    { numRuns: RUNS, seed: 8 },
  );
  assert.ok(hidden > 200, `${hidden} hidden counts were attacked`);
  assert.ok(others > 20, `${others} releases told the sum of what is hidden`);
});

const FAMILIES = [
  { name: 'sixty require one, forty stand alone', family: 60, imports: 15, alone: 40 },
  { name: 'twelve rare packages of one family', family: 12, imports: 3, alone: 0 },
  { name: 'a chain of sixty, forty stand alone', family: 60, imports: 15, alone: 40, chain: true },
  { name: 'a chain of sixty, two hundred stand alone', family: 60, imports: 19, alone: 200, chain: true },
];
for (const { name, family, imports, alone, chain } of FAMILIES) {
  test(`requirements do not narrow a hidden count: ${name}`, () => {
    const members = Array.from({ length: family }, (_, at) => `torch-${at}`);
    const others = Array.from({ length: alone }, (_, at) => `alone-${at}`);
    const requires = members.map(
      (member, at): Requires => [member, (chain ? members[at - 1] : undefined) ?? 'torch'],
    );
    const packages = new Map([
      ['numpy', [150]],
      ...['torch', ...members].map((each) => [each, [imports]] as const),
      ...others.map((each, at) => [each, [at % 2 === 0 ? 1 : 19]] as const),
    ]);
    const known = { installed: [...packages.keys()], requires, namespaces: ['hub'] };
    const released = release({ namespaces: ['hub'], processes: [200], packages }, 20, requires);
    const attacked = ['torch', ...members.slice(0, 1), ...members.slice(-1), ...others.slice(0, 1)];
    for (const { cell, least, most } of reconstruct(released, known, attacked)) {
      assert.deepEqual([least, most], [0, 19], cell);
    }
  });
}

test('what no inventory knows is in no sum', () => {
  const packages = new Map(Array.from({ length: 50 }, (_, at) => [nameOf(at), [at < 20 ? 0 : 15]]));
  const inventoried = new Set([...packages.keys()].slice(0, 40));
  const told = releasePeriod(
    period,
    {
      namespaces: ['hub'],
      processes: [200],
      packages,
      folded: 0,
      requirementsOf: (name) => (inventoried.has(name) ? new Set() : undefined),
    },
    { minProcesses: 20, byNamespace: true, today: 20_031 },
    () => assert.fail('without ε nothing is drawn'),
  );
  assert.deepEqual(told.other, { imports: 20 * 15, partial: true });
});

test('the attacker does break a release that tells exact totals', () => {
  // hub-a 30, hub-b 3: with a total of 33 told, the hidden 3 is plain.
  const broken = {
    by: 'total' as const,
    period: period.name,
    from: '2024-10-04',
    to: '2024-11-03',
    firstReleased: '2024-11-04',
    minProcesses: 20,
    processes: {
      processes: 100,
      partial: true,
      namespaces: [{ namespace: 'hub-a', processes: 100 }],
    },
    packages: [
      {
        package: 'numpy',
        processes: 33,
        partial: false,
        namespaces: [{ namespace: 'hub-a', processes: 30 }],
      },
    ],
  };
  const bounds = reconstruct(broken, { installed: ['numpy'], namespaces: ['hub-a', 'hub-b'] });
  assert.deepEqual(
    bounds.filter(({ cell }) => cell === 'numpy in hub-b'),
    [{ cell: 'numpy in hub-b', least: 3, most: 3 }],
  );
});

function nameOf(at: number): string {
  return `package-${at}`;
}

function release(
  counts: Pick<PeriodCounts, 'namespaces' | 'processes' | 'packages'>,
  minProcesses: number,
  requires: readonly Requires[],
): ReleasedPeriod {
  const required = (name: string, found = new Set<string>()): ReadonlySet<string> => {
    for (const [upper, lower] of requires) {
      if (upper !== name || found.has(lower)) continue;
      found.add(lower);
      required(lower, found);
    }
    return found;
  };
  return releasePeriod(
    period,
    { ...counts, folded: 0, requirementsOf: (name) => required(name) },
    { minProcesses, byNamespace: true, today: 20_031 },
    () => assert.fail('without ε nothing is drawn'),
  );
}
