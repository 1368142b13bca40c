/** Finds the environment that the options name: at the source, at another one, or in a file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { chooseEnvironment } from '../../reports/choose-environment.ts';
import { dayOf, formatDay } from '../../series/day.ts';
import { isServerAddress } from '../../sources/address.ts';
import type { InstalledEnvironment, Source } from '../../sources/source.ts';
import type { Context } from '../command.ts';
import type { EnvironmentOptions } from './environment.ts';
import { readFile, readOptionBytes, sayNotes } from './file.ts';
import { type SourceOptions, withSource } from './source.ts';

/** The environment that the options name, at `source` or where --inventory says. */
export async function findEnvironment(
  source: Source,
  options: EnvironmentOptions & SourceOptions,
  context: Context,
): Promise<InstalledEnvironment> {
  const { inventory, environment } = options;
  if (inventory === undefined) return chooseEnvironment(source, environment);
  if (isServerAddress(inventory) || isDatabase(inventory)) {
    return withSource({ ...options, from: inventory }, context, (other) =>
      chooseEnvironment(other, environment),
    );
  }
  // The parsers of other tools' lists, which an inventory that is kept somewhere does not need.
  const { readList } = await import('../../environment/lists/read-list.ts');
  const today = formatDay(dayOf(context.now()));
  const bytes = readOptionBytes('--inventory', inventory);
  const list = readList(inventory, bytes, { environment, day: today, read: readFile });
  sayNotes(list.notes, context);
  return { inventory: list.inventory, firstSeen: new Map() };
}

const DATABASE_BEGINS = 'SQLite format 3\0';

/** How every database of SQLite begins (https://www.sqlite.org/fileformat.html). */
function isDatabase(path: string): boolean {
  const bytes = Buffer.alloc(DATABASE_BEGINS.length);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, bytes);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
  return bytes.toString('latin1') === DATABASE_BEGINS;
}
