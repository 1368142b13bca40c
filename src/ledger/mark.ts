/** The collector's one row: what it must know of the one before it. */
import type { DatabaseSync } from 'node:sqlite';

/** See exposition/introductions.ts. */
export interface Mark {
  readonly introduced: number;
  readonly scrapers: number;
}

export function readMark(db: DatabaseSync): Mark {
  const row = db.prepare('SELECT introduced, scrapers FROM collector').get();
  return { introduced: Number(row?.introduced ?? 0), scrapers: Number(row?.scrapers ?? 0) };
}

/** The caller holds the transaction. */
export function writeMark(db: DatabaseSync, { introduced, scrapers }: Mark): void {
  db.prepare('UPDATE collector SET introduced = ?, scrapers = ?').run(introduced, scrapers);
}
