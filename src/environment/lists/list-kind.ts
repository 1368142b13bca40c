/** A kind of list that some tool writes: how it is told apart from others, and what it says. */
import type { ReadFile, TextFile } from '../files/text-file.ts';
import type { InventorySource, Unknown } from '../inventory.ts';
import type { InventoryDocument } from '../inventory-document.ts';

export interface ListKind<Found = unknown> {
  readonly source: InventorySource;
  /** The parsed part that `read` takes; undefined where the file is of another kind. */
  readonly detect: (content: Content) => Found | undefined;
  readonly read: (found: Found, content: Content) => Listed;
}

/** A file, parsed as far as its text allows. */
export interface Content {
  readonly file: TextFile;
  /** Undefined where the text is not JSON. */
  readonly json: unknown;
  /** Undefined where the text is not TOML, or has no table in it. */
  readonly toml: Readonly<Record<string, unknown>> | undefined;
  /** Files that it names. */
  readonly read: ReadFile;
}

/** A distribution, its requirements evaluated or as metadata have them. */
export type ListedRow = InventoryDocument['distributions'][number];

export interface Listed extends Pick<InventoryDocument, 'python' | 'markerEnvironment'> {
  /** The facts that it tells of each distribution besides name and version; none where absent. */
  readonly tells?: readonly Unknown[];
  /** A name may stand there several times. */
  readonly distributions: readonly ListedRow[];
  /** The environment's own name, where the file says it. */
  readonly name?: string;
  /** Entries that are no distribution, and what became of each: one sentence each. */
  readonly notes?: readonly string[];
}

/** Makes a row of the table of kinds, which forgets what `detect` hands to `read`. */
export function listKind<Found>(kind: ListKind<Found>): ListKind {
  return {
    source: kind.source,
    detect: kind.detect,
    read: (found, content) => kind.read(found as Found, content),
  };
}
