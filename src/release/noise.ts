/**
 * Discrete Laplace noise, P(x) ∝ exp(-ε·|x|) over the integers, drawn exactly: only uniform integers and
 * comparisons of integers, so that no rounding of floating point tells what the noise hides.
 * Algorithms 1 and 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020).
 */
import { randomInt } from 'node:crypto';
import type { Rational } from './rational.ts';

/** A uniform integer in [0, below). */
export type UniformInteger = (below: number) => number;

/** The operating system's generator, without modulo bias. */
export const secureUniform: UniformInteger = (below) => randomInt(below);

/** One draw. `epsilon` is one that {@link parsePositiveRational} let pass: its terms keep every product exact. */
export function drawDiscreteLaplace(epsilon: Rational, uniform: UniformInteger): number {
  const s = Number(epsilon.numerator);
  const t = Number(epsilon.denominator);
  for (;;) {
    const remainder = uniform(t);
    if (!drawExp(remainder, t, uniform)) continue;
    let quotient = 0;
    while (drawExp(1, 1, uniform)) quotient += 1;
    const magnitude = Math.floor((remainder + t * quotient) / s);
    const negative = uniform(2) === 1;
    // Zero has one sign only; without this it would be drawn twice as often.
    if (negative && magnitude === 0) continue;
    return negative ? -magnitude : magnitude;
  }
}

/** True with probability exp(-numerator/denominator), for a fraction of at most 1. */
function drawExp(numerator: number, denominator: number, uniform: UniformInteger): boolean {
  let k = 1;
  while (uniform(denominator * k) < numerator) k += 1;
  return k % 2 === 1;
}

/** The smallest x such that one draw lies within ±x with at least 95%: P(|X| > x) = 2·α^(x+1) / (1 + α), α = exp(-ε). */
export function noiseMargin95(epsilon: Rational): number {
  const alpha = Math.exp(-Number(epsilon.numerator) / Number(epsilon.denominator));
  return Math.max(0, Math.ceil(Math.log((0.05 * (1 + alpha)) / 2) / Math.log(alpha)) - 1);
}
