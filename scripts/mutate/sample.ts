/** Which mutants are tried where there are too many: by the hash of what each is, so that a seed replays a sample. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';

export interface Mutant {
  readonly fileName: string;
  /** From 0, also in the line. */
  readonly location: { readonly start: Position; readonly end: Position };
  readonly mutatorName: string;
  readonly replacement: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Sample {
  /** Of all mutants, from 0 to 1. */
  readonly share: number;
  readonly seed: string;
}

export const NOT_SAMPLED = 'not in the sample';

/** Where ledgers of tests can be kept so that they do not wait for the disk. */
export const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : undefined;

export function isSampled(mutant: Mutant, { share, seed }: Sample): boolean {
  return rank(mutant, seed) < share;
}

/** From 0 to 1, evenly. */
export function rank({ fileName, mutatorName, replacement, location }: Mutant, seed: string): number {
  const file = fileName.replace(/^.*\/(?=src\/)/, '');
  const { start, end } = location;
  const what = [seed, file, start.line, start.column, end.line, end.column, mutatorName, replacement];
  return createHash('sha256').update(JSON.stringify(what)).digest().readUInt32BE() / 2 ** 32;
}
