/** Stores which series every scraper has been shown at 0, for the time after a restart. */
import type { DatabaseSync } from 'node:sqlite';

/** See exposition/first-shown-at-zero.ts. */
export interface ShownAtZero {
  /** Every scraper has been shown the series up to this id at 0. */
  readonly introduced: number;
  /** Number of those scrapers. */
  readonly scrapers: number;
}

export function readShownAtZero(db: DatabaseSync): ShownAtZero {
  const row = db.prepare('SELECT introduced, scrapers FROM collector').get();
  return { introduced: Number(row?.introduced ?? 0), scrapers: Number(row?.scrapers ?? 0) };
}

/** The caller holds the transaction. */
export function writeShownAtZero(db: DatabaseSync, { introduced, scrapers }: ShownAtZero): void {
  db.prepare('UPDATE collector SET introduced = ?, scrapers = ?').run(introduced, scrapers);
}
