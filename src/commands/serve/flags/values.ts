/** The texts that flags take → values, with a `Failure` that names the flag and what was expected. */
import { Failure } from '../../../failure.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A Go duration such as `500ms`, `1m30s`, in milliseconds. */
export function parseDurationMs(text: string, flag: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === text;
  const ms = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN),
    0,
  );
  if (!isWhole || !(ms > 0) || ms > 2 ** 31 - 1) {
    throw new Failure('invalid-option', `${flag}: '${text}' is not a duration: write it as 500ms, 2s, 1m30s`);
  }
  return ms;
}

/** A whole number from `least` to `most`. */
export function parseCount(
  text: string,
  flag: string,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= least && count <= most)) {
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new Failure('invalid-option', `${flag}: '${text}' is not a whole number ${range}`);
  }
  return count;
}

export function parseChoice<T extends string>(text: string, flag: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new Failure('invalid-option', `${flag}: '${text}' is none of ${choices.join(', ')}`);
  }
  return choice;
}

/** Permission bits, written as chmod(1) takes them: `755`. */
export function parseMode(text: string, flag: string): number {
  if (!/^[0-7]{3,4}$/.test(text)) {
    throw new Failure(
      'invalid-option',
      `${flag}: '${text}' is not a mode: write three octal digits, such as 755`,
    );
  }
  return Number.parseInt(text, 8);
}
