/** The releases of `popcon publish` in the ledger, in the order of their days. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Window } from '../series/day.ts';

export interface Release {
  readonly days: Window;
  /** Exact fraction; absent without noise. */
  readonly epsilon?: string;
  /** The privacy budget stated with it. */
  readonly budget?: string;
  /** The published period, as JSON. */
  readonly document: string;
}

const row = z.object({
  from_day: z.number(),
  to_day: z.number(),
  epsilon: z.string().nullable(),
  budget: z.string().nullable(),
  document: z.string(),
});

export function readReleases(db: DatabaseSync): Release[] {
  return db
    .prepare('SELECT from_day, to_day, epsilon, budget, document FROM releases ORDER BY from_day, to_day')
    .all()
    .map((found) => {
      const { from_day, to_day, epsilon, budget, document } = row.parse(found);
      return {
        days: { from: from_day, to: to_day },
        ...(epsilon === null ? {} : { epsilon }),
        ...(budget === null ? {} : { budget }),
        document,
      };
    });
}

/** Records all or none. Returns false, and records nothing, if the record has changed since it was read. */
export function recordReleases(
  db: DatabaseSync,
  releases: readonly Release[],
  recordedBefore: number,
): boolean {
  db.exec('BEGIN IMMEDIATE');
  try {
    const recorded = Number(db.prepare('SELECT count(*) AS n FROM releases').get()?.n);
    if (recorded === recordedBefore) insertAll(db, releases);
    db.exec('COMMIT');
    return recorded === recordedBefore;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Removes releases without noise of any of the days, and returns their number. Budget spent on noise stays spent. */
export function forgetReleases(db: DatabaseSync, days: Window): number {
  const { changes } = db
    .prepare('DELETE FROM releases WHERE epsilon IS NULL AND from_day <= ? AND to_day >= ?')
    .run(days.to, days.from);
  return Number(changes);
}

function insertAll(db: DatabaseSync, releases: readonly Release[]): void {
  const insert = db.prepare(
    'INSERT INTO releases (from_day, to_day, epsilon, budget, document) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { days, epsilon, budget, document } of releases) {
    insert.run(days.from, days.to, epsilon ?? null, budget ?? null, document);
  }
}
