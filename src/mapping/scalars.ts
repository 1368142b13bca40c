/** Readers of single values, with the forms that statsd_exporter's YAML library takes. */
import type { ReadValue, Text } from './yaml-reader.ts';

const UNSIGNED_NUMBER =
  /^(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)$/;
/** Go's time.ParseDuration. */
const DURATION = /^[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const MAX_COUNT = 2 ** 32 - 1;

/** Any scalar, as the text it is written as. */
export const readText: ReadValue<Text> = (reader, node) => reader.readScalar(node, 'a text');

export const readString: ReadValue<string> = (reader, node) => readText(reader, node)?.value;

export const readBoolean: ReadValue<boolean> = (reader, node) => {
  const scalar = reader.readScalar(node, 'true or false');
  if (scalar === undefined) return undefined;
  if (!scalar.quoted && TRUE.test(scalar.value)) return true;
  if (!scalar.quoted && FALSE.test(scalar.value)) return false;
  reader.report(scalar.place, `true or false was expected, not ${scalar.place.text}`);
  return undefined;
};

export const readNumber: ReadValue<number> = (reader, node) => {
  const scalar = reader.readScalar(node, 'a number');
  if (scalar === undefined) return undefined;
  const number = scalar.quoted ? Number.NaN : parseNumber(scalar.value);
  if (Number.isFinite(number)) return number;
  reader.report(scalar.place, `a finite number was expected, not ${scalar.place.text}`);
  return undefined;
};

export const readCount: ReadValue<number> = (reader, node) => {
  const scalar = reader.readScalar(node, 'a whole number');
  if (scalar === undefined) return undefined;
  const count = scalar.quoted ? Number.NaN : parseNumber(scalar.value);
  if (Number.isInteger(count) && count >= 0 && count <= MAX_COUNT) return count;
  reader.report(scalar.place, `a whole number from 0 to ${MAX_COUNT} was expected, not ${scalar.place.text}`);
  return undefined;
};

/** A duration such as `1m30s`, or nanoseconds as a number; kept as its text, since nothing here expires. */
export const readDuration: ReadValue<string> = (reader, node) => {
  const scalar = reader.readScalar(node, 'a duration');
  if (scalar === undefined) return undefined;
  const nanoseconds = !scalar.quoted && /^[-+]?[0-9]+$/.test(scalar.value);
  if (nanoseconds || DURATION.test(scalar.value)) return scalar.value;
  reader.report(scalar.place, `a duration such as 30s or 1h15m was expected, not ${scalar.place.text}`);
  return undefined;
};

/** One of a few words; each word's value stands beside it. */
export function readChoice<T extends string>(choices: Readonly<Record<string, T>>): ReadValue<T> {
  const words = Object.keys(choices).filter((word) => word !== '');
  return (reader, node) => {
    const scalar = reader.readScalar(node, words.join(' or '));
    if (scalar === undefined) return undefined;
    if (Object.hasOwn(choices, scalar.value)) return choices[scalar.value];
    reader.report(scalar.place, `${words.join(' or ')} was expected, not \`${scalar.value}\``);
    return undefined;
  };
}

/** A number as YAML 1.1 writes them: `1_000`, `1e-6`, `0x10`, `0b1`, octal `010`; NaN where it is none. */
function parseNumber(text: string): number {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/s.exec(text.replaceAll('_', '')) ?? [];
  const modern = digits.replace(/^0(?=[0-7]+$)/, '0o');
  const magnitude = UNSIGNED_NUMBER.test(modern) ? Number(modern) : Number.NaN;
  return sign === '-' ? -magnitude : magnitude;
}
