/** Exact fractions for the privacy budget: `1/2` or `0.5` in, sums and comparisons without rounding. */
import { Failure } from '../failure.ts';

/** In lowest terms, the denominator positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n };

/** Numerator and denominator of what a person may ask for: keeps the sampler's products exact integers. */
const MAX_TERM = 1_000_000n;

/** Reads a positive fraction or decimal; `name` is the option it came with. */
export function parsePositiveRational(text: string, name: string): Rational {
  const value = parseRational(text);
  if (value === undefined || value.numerator <= 0n) {
    throw new Failure('invalid-option', `${name} ${text}: expected a number above 0 such as 1/2 or 0.5`);
  }
  if (value.numerator > MAX_TERM || value.denominator > MAX_TERM) {
    throw new Failure(
      'invalid-option',
      `${name} ${text}: too fine or too large: both terms of the fraction must be at most ${MAX_TERM}`,
    );
  }
  return value;
}

/** Reads what {@link formatRational} wrote; undefined where it is neither a fraction nor a decimal. */
export function parseRational(text: string): Rational | undefined {
  const fraction = /^(\d{1,20})\/(\d{1,20})$/.exec(text);
  if (fraction !== null) {
    const denominator = BigInt(fraction[2] ?? '');
    return denominator === 0n ? undefined : reduce(BigInt(fraction[1] ?? ''), denominator);
  }
  const decimal = /^(\d{1,20})(?:\.(\d{1,20}))?$/.exec(text);
  if (decimal === null) return undefined;
  const digits = decimal[2] ?? '';
  return reduce(BigInt(`${decimal[1]}${digits}`), 10n ** BigInt(digits.length));
}

/** `1/2`; a whole number without its denominator. */
export function formatRational({ numerator, denominator }: Rational): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

export function addRational(a: Rational, b: Rational): Rational {
  return reduce(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Negative, 0 or positive, as `a` is below, equal to or above `b`. */
export function compareRational(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function reduce(numerator: bigint, denominator: bigint): Rational {
  const divisor = gcd(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
