/** Seeded chance in the shapes that the model needs: the same seed makes the same installation. */
import { randomNumbers } from '../../src/commands/demo/random-numbers.ts';

export interface Dice {
  /** True in `share` of the throws, 0 to 1. */
  chance(share: number): boolean;
  /** Uniform; `high` is not reached. */
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  whole(low: number, high: number): number;
  /** Uniform in the logarithm: as many between 10 and 20 as between 100 and 200. */
  spread(low: number, high: number): number;
  /** Days until something that comes `rate` times a year comes next. */
  waitingDays(rate: number): number;
  pick<T>(from: readonly T[]): T;
  /** How many of `count` are left, where each stays with a chance of `share`. */
  some(count: number, share: number): number;
}

export function makeDice(seed: number): Dice {
  const random = randomNumbers(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  return {
    chance: (share) => random() < share,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    spread: (low, high) => low * (high / low) ** random(),
    waitingDays: (rate) => (-Math.log(1 - random()) / rate) * 365,
    pick: (from) => {
      const one = from[Math.floor(random() * from.length)];
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
    some: (count, share) => {
      if (count > 30) return Math.round(count * share);
      let left = 0;
      for (let at = 0; at < count; at++) if (random() < share) left += 1;
      return left;
    },
  };
}
