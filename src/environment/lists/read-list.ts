/**
 * A file of another tool, or an inventory of ours → an inventory; which of them it is shows in what it holds.
 * Refused: what is none of them, with the line that shows it.
 */
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { refusedFile } from '../files/looks-like.ts';
import { decodeText, type ReadFile } from '../files/text-file.ts';
import { environmentName, INVENTORY_FORMAT, type Inventory, unknownBut } from '../inventory.ts';
import { parseInventory } from '../read-inventory.ts';
import { parseContent } from './content.ts';
import { LIST_KINDS } from './kinds.ts';
import { oneEach } from './one-each.ts';

export interface ListOptions {
  /** Undefined: as the file says, where it does. */
  readonly environment: string | undefined;
  /** YYYY-MM-DD; an inventory of ours keeps its own. */
  readonly day: string;
  /** For files that the file names. */
  readonly read: ReadFile;
}

export interface ReadList {
  readonly inventory: Inventory;
  /** Entries of the file that are not in it: one sentence each. */
  readonly notes: readonly string[];
}

const DEFAULT_NAME = 'default';
const ours = z.looseObject({ format: z.string().startsWith('popcon-inventory/') });

/** Reads the list in `path`, whose bytes are `bytes`. */
export function readList(path: string, bytes: Uint8Array, { environment, day, read }: ListOptions): ReadList {
  const content = parseContent(decodeText(path, bytes), read);
  if (ours.safeParse(content.json).success) {
    const inventory = parseInventory(path, content.json);
    return { inventory: { ...inventory, environment: environment ?? inventory.environment }, notes: [] };
  }
  for (const { source, detect, read: readKind } of LIST_KINDS) {
    const found = detect(content);
    if (found === undefined) continue;
    const { name, notes = [], tells = [], distributions: rows, ...listed } = readKind(found, content);
    const distributions = oneEach(rows).sort((a, b) => (a.name < b.name ? -1 : 1));
    const hasVersions = distributions.every(({ version }) => version !== undefined);
    if (distributions.length === 0)
      throw new Failure('list-invalid', `${path}: names no distribution`, { about: path });
    const named = environmentName.safeParse(name);
    const inventory = parseInventory(path, {
      ...listed,
      format: INVENTORY_FORMAT,
      environment: environment ?? (named.success ? named.data : DEFAULT_NAME),
      day,
      source,
      activation: 'unknown',
      baseline: [],
      unknown: unknownBut(...tells, ...(hasVersions ? (['versions'] as const) : [])),
      distributions,
    });
    return { inventory, notes };
  }
  throw refusedFile(
    content.file,
    content.json === undefined ? 'is no list of distributions' : 'is JSON of another kind',
  );
}
