/** Files that options name. */
import { readFileSync } from 'node:fs';
import { Failure } from '../../failure.ts';

/** The text of a file; undefined where it cannot be read. */
export function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The text of a file that an option names. */
export function readOption(option: string, path: string): string {
  const text = readFile(path);
  if (text === undefined) throw new Failure('no-file', `${option} ${path}: no such file, or not readable`);
  return text;
}
