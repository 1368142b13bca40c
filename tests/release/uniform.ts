/** A source of uniform integers that is the same at each run, in place of the operating system's. */
import type { UniformInteger } from '../../src/release/noise.ts';

const RANGE = 2 ** 32;

/** xoshiro128** (Blackman and Vigna), cut to [0, below) without bias by drawing again. */
export function seededUniform(seed: number): UniformInteger {
  let [a, b, c, d] = [seed, seed ^ 0x9e3779b9, 0x243f6a88, 0xb7e15162];
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return (below) => {
    const limit = RANGE - (RANGE % below);
    for (;;) {
      const drawn = next();
      if (drawn < limit) return drawn % below;
    }
  };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
