/** The noise against its exact distribution: P(x) = (1-α)/(1+α)·α^|x|, α = exp(-ε). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawDiscreteLaplace, noiseMargin95, secureUniform } from '../../src/release/noise.ts';
import { parsePositiveRational } from '../../src/release/rational.ts';
import { seededUniform } from './uniform.ts';

const DRAWS = 200_000;
/** So few expected draws and a value joins its neighbour, as the chi-square test wants. */
const MIN_EXPECTED = 20;

function probability(epsilon: number, x: number): number {
  const alpha = Math.exp(-epsilon);
  return ((1 - alpha) / (1 + alpha)) * alpha ** Math.abs(x);
}

for (const text of ['1/10', '1/2', '1', '3/2', '5/2', '0.7']) {
  test(`ε ${text}: ${DRAWS} draws follow the exact distribution`, () => {
    const epsilon = parsePositiveRational(text, '--epsilon');
    const exact = Number(epsilon.numerator) / Number(epsilon.denominator);
    const uniform = seededUniform(20_260_101);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const x = drawDiscreteLaplace(epsilon, uniform);
      counts.set(x, (counts.get(x) ?? 0) + 1);
    }
    const { statistic, degrees } = chiSquare(counts, (x) => probability(exact, x));
    assert.ok(degrees >= 5, 'enough values to compare');
    // The mean of a chi-square is its degrees, its deviation √(2·degrees): beyond five, no chance but a fault.
    assert.ok(statistic < degrees + 5 * Math.sqrt(2 * degrees), `χ² ${statistic} of ${degrees} degrees`);
  });
}

test('the operating system draws the same distribution', () => {
  const epsilon = parsePositiveRational('1', '--epsilon');
  let zeros = 0;
  for (let draw = 0; draw < 20_000; draw += 1) {
    if (drawDiscreteLaplace(epsilon, secureUniform) === 0) zeros += 1;
  }
  const expected = 20_000 * probability(1, 0);
  assert.ok(Math.abs(zeros - expected) < 6 * Math.sqrt(expected), `${zeros} zeros, ${expected} expected`);
});

test('only integers are asked for, within what is exact', () => {
  const uniform = seededUniform(1);
  const epsilon = parsePositiveRational('999983/1000000', '--epsilon');
  for (let draw = 0; draw < 2_000; draw += 1) {
    const x = drawDiscreteLaplace(epsilon, (below) => {
      assert.ok(Number.isSafeInteger(below) && below > 0 && below < 2 ** 48, `${below}`);
      return uniform(Math.min(below, 2 ** 31));
    });
    assert.ok(Number.isSafeInteger(x) && !Object.is(x, -0));
  }
});

test('the margin is the smallest that holds 95%', () => {
  for (const [text, exact] of [
    ['1/10', 0.1],
    ['1/2', 0.5],
    ['1', 1],
    ['3', 3],
  ] as const) {
    const margin = noiseMargin95(parsePositiveRational(text, '--epsilon'));
    const within = (x: number) => {
      let sum = probability(exact, 0);
      for (let at = 1; at <= x; at += 1) sum += 2 * probability(exact, at);
      return sum;
    };
    assert.ok(within(margin) >= 0.95, `ε ${text}: ±${margin}`);
    assert.ok(margin === 0 || within(margin - 1) < 0.95, `ε ${text}: ±${margin}`);
  }
});

function chiSquare(
  counts: ReadonlyMap<number, number>,
  expectedShare: (x: number) => number,
): { readonly statistic: number; readonly degrees: number } {
  // Values from the middle outwards, each on its own as long as enough is expected, both tails as one cell each.
  let [statistic, cells, seen, expectedSeen] = [0, 0, 0, 0];
  const add = (observed: number, expected: number) => {
    statistic += (observed - expected) ** 2 / expected;
    cells += 1;
    seen += observed;
    expectedSeen += expected;
  };
  for (let x = 0; DRAWS * expectedShare(x) >= MIN_EXPECTED; x += 1) {
    for (const value of x === 0 ? [0] : [x, -x]) add(counts.get(value) ?? 0, DRAWS * expectedShare(value));
  }
  add(DRAWS - seen, DRAWS - expectedSeen);
  return { statistic, degrees: cells - 1 };
}
