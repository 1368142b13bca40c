/** Schemas of scalar values, in the forms that statsd_exporter's YAML 1.1 library accepts. */
import { z } from 'zod';
import { Written } from '../config/document.ts';
import { describe } from '../config/explain.ts';

const UNSIGNED_NUMBER =
  /^(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)$/;
/** A Go duration is nanoseconds in 64 bits. */
const MAX_NS = 2 ** 63;
const NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
};
/** Go's time.ParseDuration. */
const DURATION = /^[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const MAX_COUNT = 2 ** 32 - 1;

/** Any scalar, as its source text. */
export const text = scalar('a text', (written) => written);

export const boolean = scalar('true or false', ({ value, isPlain }) => {
  if (isPlain && TRUE.test(value)) return true;
  return isPlain && FALSE.test(value) ? false : undefined;
});

export const number = scalar('a finite number', (written) => {
  const number = parseNumber(written);
  return Number.isFinite(number) ? number : undefined;
});

export const count = scalar(`a whole number from 0 to ${MAX_COUNT}`, (written) => {
  const count = parseNumber(written);
  return Number.isInteger(count) && count >= 0 && count <= MAX_COUNT ? count : undefined;
});

/** A duration such as `1m30s`, or nanoseconds as a number; kept as text, since it has no effect here. */
export const duration = scalar('a duration such as 30s or 1h15m (292 years at most)', (written) => {
  const { value, isPlain } = written;
  const ns = DURATION.test(value) ? nanosecondsOf(value) : isPlain ? Math.abs(parseNumber(written)) : NaN;
  return ns <= MAX_NS ? value : undefined;
});

/** Of what {@link DURATION} takes, without the sign. */
function nanosecondsOf(text: string): number {
  const parts = text.matchAll(/([0-9.]+)([a-zµμ]+)/g);
  return [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (NS[unit] ?? 0), 0);
}

/** One of a few words, each mapped to a value. */
export function choice<const T extends string>(choices: Readonly<Record<string, T>>) {
  const words = Object.keys(choices).filter((word) => word !== '');
  return scalar(words.join(' or '), ({ value }) =>
    Object.hasOwn(choices, value) ? choices[value] : undefined,
  );
}

/** An optional key; null is the same as absent. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** `read` returns undefined for an invalid value. */
function scalar<T>(expected: string, read: (written: Written) => T | undefined) {
  return z.unknown().transform((value, ctx): T => {
    const result = value instanceof Written ? read(value) : undefined;
    if (result !== undefined) return result;
    ctx.addIssue(`${expected} was expected, not ${describe(value)}`);
    return z.NEVER;
  });
}

/** A YAML 1.1 number: `1_000`, `1e-6`, `0x10`, `0b1`, octal `010`; NaN if it is not one. */
function parseNumber({ value, isPlain }: Written): number {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/s.exec(value.replaceAll('_', '')) ?? [];
  const modern = digits.replace(/^0(?=[0-7]+$)/, '0o');
  const magnitude = isPlain && UNSIGNED_NUMBER.test(modern) ? Number(modern) : Number.NaN;
  return sign === '-' ? -magnitude : magnitude;
}
