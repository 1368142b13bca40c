/** Files that a requirements file or environment.yml names: where they lie, and their text. */
import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../failure.ts';

/** Returns the text of a file; undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** Where `include`, as written in `path`, lies; undefined for a URL, which is not followed. */
export function includedPath(path: string, include: string): string | undefined {
  if (include.includes('://')) return undefined;
  return isAbsolute(include) ? include : join(dirname(path), include);
}

export function readIncluded(path: string, read: ReadFile): string {
  const text = read(path);
  if (text === undefined) throw new Failure('file-missing', `${path}: no such file, or not readable`);
  return text;
}
