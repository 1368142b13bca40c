/**
 * The attacker who knows every count but for one process, and wants to know whether it is among them: the whole
 * way from counts to what is told is run on both worlds, and no event may be more than exp(ε) times as likely in
 * one as in the other.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalPeriod } from '../../src/release/period.ts';
import { parsePositiveRational } from '../../src/release/rational.ts';
import { releasePeriod } from '../../src/release/release.ts';
import type { PeriodCounts } from '../../src/release/suppress.ts';
import { seededUniform } from './uniform.ts';

const RUNS = 60_000;
/** Standard deviations by which an estimate is given the benefit of the doubt. */
const CONFIDENCE = 4;
const period = totalPeriod({ from: 20_000, to: 20_030 });

interface Attack {
  readonly name: string;
  readonly minProcesses: number;
  /** Counts of the package by namespace, without the process and with it. */
  readonly without: readonly number[];
  readonly with: readonly number[];
  /** How much of ε the attack should reach: one that reaches nothing would prove nothing. */
  readonly reaches: number;
}

const ATTACKS: readonly Attack[] = [
  { name: 'a count above the threshold', minProcesses: 20, without: [30], with: [31], reaches: 0.8 },
  { name: 'a count at the threshold', minProcesses: 20, without: [19], with: [20], reaches: 0.8 },
  { name: 'a package with one user', minProcesses: 2, without: [0], with: [1], reaches: 0.8 },
  { name: 'one namespace of three', minProcesses: 5, without: [4, 4, 4], with: [5, 4, 4], reaches: 0.5 },
];

for (const attack of ATTACKS) {
  for (const text of ['1/2', '1']) {
    test(`${attack.name}, ε ${text}: the attack reaches no more than ε`, () => {
      const epsilon = parsePositiveRational(text, '--epsilon');
      const exact = Number(epsilon.numerator) / Number(epsilon.denominator);
      const observe = (row: readonly number[], seed: number) => {
        const uniform = seededUniform(seed);
        const outputs: number[] = [];
        const terms = { minProcesses: attack.minProcesses, byNamespace: true, epsilon, today: 20_031 };
        for (let run = 0; run < RUNS; run += 1) {
          const told = releasePeriod(period, countsOf(row), terms, uniform);
          outputs.push(told.packages[0]?.processes ?? told.other?.imports ?? Number.NEGATIVE_INFINITY);
        }
        return outputs;
      };
      const { sure, likely } = estimateEpsilon(observe(attack.without, 7), observe(attack.with, 11));
      assert.ok(sure <= exact, `ε is surely above ${sure.toFixed(3)}`);
      assert.ok(likely >= attack.reaches * exact, `the attack reaches only ${likely.toFixed(3)}`);
    });
  }
}

function countsOf(row: readonly number[]): PeriodCounts {
  return {
    namespaces: row.map((_, at) => `hub-${at}`),
    processes: row.map(() => 1_000),
    packages: new Map([['the-package', row]]),
    folded: 0,
    requirementsOf: () => new Set(),
  };
}

/** Over all events "at most t" and "above t", in both directions: what the frequencies say, and what they prove. */
function estimateEpsilon(
  without: readonly number[],
  having: readonly number[],
): { readonly sure: number; readonly likely: number } {
  const thresholds = [...new Set([...without, ...having])];
  let [sure, likely] = [0, 0];
  for (const threshold of thresholds) {
    const low = [without, having].map((outputs) => outputs.filter((output) => output <= threshold).length);
    const [a = 0, b = 0] = low;
    for (const [one, other] of [
      [a, b],
      [b, a],
      [RUNS - a, RUNS - b],
      [RUNS - b, RUNS - a],
    ] as const) {
      if (one < 1_000) continue;
      sure = Math.max(sure, Math.log(bound(one, -1) / bound(other, 1)));
      likely = Math.max(likely, Math.log(one / Math.max(other, 1)));
    }
  }
  return { sure, likely };
}

/** The share of runs, moved by the confidence; Wilson's interval, which holds for rare events too. */
function bound(count: number, direction: 1 | -1): number {
  const z = CONFIDENCE;
  const share = count / RUNS;
  const centre = share + z ** 2 / (2 * RUNS);
  const spread = z * Math.sqrt((share * (1 - share)) / RUNS + z ** 2 / (4 * RUNS ** 2));
  return (centre + direction * spread) / (1 + z ** 2 / RUNS);
}
