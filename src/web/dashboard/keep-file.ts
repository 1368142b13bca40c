/** The keep-list of the pages: the file that an admin named in, its entries out. Refused: one that cannot be read. */
import { readFileSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import { type KeepEntry, parseKeepList } from '../../reports/keep-list.ts';

/** Without a file nothing is kept. */
export function readKeepFile(path: string | undefined): readonly KeepEntry[] {
  if (path === undefined) return [];
  try {
    return parseKeepList(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Failure('keep-list-unreadable', `${path}: no such keep-list, or not readable`, {
      cause: error,
    });
  }
}
