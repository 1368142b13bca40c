/** Files that options name. */
import { readFileSync } from 'node:fs';
import { unreadable } from '../../regular-file.ts';
import { printable } from '../../words/names.ts';
import type { Context } from '../command.ts';

/** The bytes of a file; undefined where it cannot be read. */
export function readFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The bytes of a file that an option names. */
export function readOptionBytes(option: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(`${option} ${path}`, error);
  }
}

/** The same as text in UTF-8. */
export function readOption(option: string, path: string): string {
  return Buffer.from(readOptionBytes(option, path)).toString('utf8');
}

/** Writes remarks to standard error, a line each. */
export function sayNotes(notes: readonly string[], { stderr }: Context): void {
  for (const note of notes) stderr.write(`${printable(note)}\n`);
}
