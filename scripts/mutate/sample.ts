/** Which mutants are tried where there are too many: by the hash of what each is, so that a seed replays a sample. */
import { createHash } from 'node:crypto';

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

export function isSampled({ fileName, mutatorName, replacement, location }: Mutant, sample: Sample): boolean {
  const file = fileName.replace(/^.*\/(?=src\/)/, '');
  const { start, end } = location;
  const what = [sample.seed, file, start.line, start.column, end.line, end.column, mutatorName, replacement];
  const hash = createHash('sha256').update(JSON.stringify(what));
  return hash.digest().readUInt32BE() < sample.share * 2 ** 32;
}
