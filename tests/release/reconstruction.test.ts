/** Random tables through the whole release, and the attacker with a solver against what comes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { totalPeriod } from '../../src/release/period.ts';
import { releasePeriod } from '../../src/release/release.ts';
import { reconstruct } from './reconstruction.ts';

const RUNS = 150;
const period = totalPeriod({ from: 20_000, to: 20_030 });

/** Counts that crowd around zero and the threshold, where releases go wrong. */
const table = fc
  .record({
    minProcesses: fc.integer({ min: 2, max: 20 }),
    namespaces: fc.integer({ min: 1, max: 5 }),
    packages: fc.integer({ min: 1, max: 6 }),
  })
  .chain(({ minProcesses, namespaces, packages }) => {
    const count = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: minProcesses - 1 }),
      fc.integer({ min: minProcesses - 1, max: minProcesses + 1 }),
      fc.integer({ min: minProcesses, max: 5 * minProcesses }),
    );
    const row = fc.array(count, { minLength: namespaces, maxLength: namespaces });
    return fc.record({
      minProcesses: fc.constant(minProcesses),
      rows: fc.array(row, { minLength: packages, maxLength: packages }),
      idle: row,
    });
  });

test('no hidden count can be bounded away from any value below the threshold', () => {
  let hidden = 0;
  fc.assert(
    fc.property(table, ({ minProcesses, rows, idle }) => {
      const namespaces = idle.map((_, at) => `hub-${at}`);
      const installed = rows.map((_, at) => `package-${at}`);
      // Every process imports one package at most, beside the idle ones: the hardest case for the denominators.
      const processes = idle.map(
        (count, at) => count + rows.reduce((most, row) => Math.max(most, row[at] ?? 0), 0),
      );
      const released = releasePeriod(
        period,
        {
          namespaces,
          processes,
          packages: new Map(rows.map((row, at) => [installed[at] ?? '', row])),
          folded: 0,
        },
        { minProcesses, byNamespace: true, today: 20_031 },
        () => assert.fail('without ε nothing is drawn'),
      );
      for (const { cell, least, most } of reconstruct(released, installed, namespaces)) {
        hidden += 1;
        if (cell.startsWith('(processes)')) continue;
        assert.equal(least, 0, `${cell} is known to be at least ${least}`);
        assert.equal(most, minProcesses - 1, `${cell} is known to be at most ${most}`);
      }
    }),
    { numRuns: RUNS, seed: 8 },
  );
  assert.ok(hidden > 200, `${hidden} hidden counts were attacked`);
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
  const bounds = reconstruct(broken, ['numpy'], ['hub-a', 'hub-b']);
  assert.deepEqual(
    bounds.filter(({ cell }) => cell === 'numpy in hub-b'),
    [{ cell: 'numpy in hub-b', least: 3, most: 3 }],
  );
});
