/** What a release says of its noise, and of shares. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Release, shareOf, stateTreatment } from '../../src/release/document.ts';
import type { ReleasedPeriod } from '../../src/release/released.ts';

const period = (name: string, epsilon?: string): ReleasedPeriod => ({
  by: 'month',
  period: name,
  from: `${name}-01`,
  to: `${name}-30`,
  firstReleased: '2026-12-01',
  minProcesses: 20,
  ...(epsilon && { noise: { distribution: 'discrete Laplace', epsilon, margin95: 6 } }),
  packages: [],
});
const budget = { total: '1', spent: '1/2' };

const CASES: readonly (readonly [string, Pick<Release, 'periods' | 'budget'>, readonly string[]])[] = [
  ['no noise', { periods: [period('2026-09')] }, []],
  ['noise in all', { periods: [period('2026-09', '1/2')] }, ['Each count carries random noise']],
  [
    'noise in some',
    { periods: [period('2026-09'), period('2026-11', '1/2')] },
    ['Each count of 2026-11 carries random noise'],
  ],
  [
    'noise of two kinds, within a budget',
    { periods: [period('2026-09', '1/2'), period('2026-11', '1/4')], budget },
    ['Each count carries random noise', 'Of a privacy budget of 1 for any day, 1/2 is spent.'],
  ],
];

for (const [name, release, expected] of CASES) {
  test(name, () => {
    const all = stateTreatment({ generator: 'popcon', made: '2026-12-01', by: 'month', ...release });
    const said = all.filter((text) => /noise|budget/.test(text));
    assert.deepEqual(
      said.map((text) => text.replace(/(?<=random noise) .*/, '')),
      expected,
    );
    const epsilons = release.periods.flatMap(({ noise }) => noise?.epsilon ?? []);
    if (expected.length > 0)
      assert.match(said[0] ?? '', new RegExp(`ε ${epsilons.join(' or ')} a count: within ±6 with 95%`));
  });
}

test('a share is of all processes, where they are told, and with noise no more than all', () => {
  const figure = (processes: number) => ({ processes, partial: false });
  const shares = [undefined, 0, 40, 10].map((processes) =>
    shareOf(figure(20), {
      ...period('2026-09'),
      ...(processes === undefined ? {} : { processes: figure(processes) }),
    }),
  );
  assert.deepEqual(shares, [undefined, undefined, 0.5, 1]);
});
