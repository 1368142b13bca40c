/**
 * Finds and removes the series that match a pattern. It is compared with the metric's name, or, if it contains `{`, with
 * the whole series as `/metrics` prints it; `*` matches any characters, `?` one.
 */
import type { DatabaseSync } from 'node:sqlite';

const SHOWN = 10;
/** Pages of 4 KiB freed per call. */
const PAGES_PER_TURN = 500;

export interface Dropping {
  readonly series: number;
  /** Sum of their counts. */
  readonly counts: number;
  /** The first of them, as `/metrics` prints them. */
  readonly some: readonly string[];
}

export function findDropping(db: DatabaseSync, pattern: string): Dropping {
  const [where, glob] = condition(pattern);
  const sum = db
    .prepare(`SELECT count(*) AS series, coalesce(sum(total), 0) AS counts FROM series WHERE ${where}`)
    .get(glob);
  const some = db.prepare(`SELECT key FROM series WHERE ${where} ORDER BY id LIMIT ${SHOWN}`).all(glob);
  return {
    series: Number(sum?.series),
    counts: Number(sum?.counts),
    some: some.map(({ key }) => String(key)),
  };
}

/** The ids of what a pattern drops. */
export function droppedIds(db: DatabaseSync, pattern: string): number[] {
  const [where, glob] = condition(pattern);
  const rows = db.prepare(`SELECT id FROM series WHERE ${where}`).all(glob);
  return rows.map(({ id }) => Number(id));
}

/** The caller holds the transaction. */
export function dropSeries(db: DatabaseSync, ids: Iterable<number>): void {
  const dropDays = db.prepare('DELETE FROM days WHERE series_id = ?');
  const drop = db.prepare('DELETE FROM series WHERE id = ?');
  for (const id of ids) {
    dropDays.run(id);
    drop.run(id);
  }
}

/** Returns some of the space of dropped series to the file system; true if there is more. */
export function giveBackRoom(db: DatabaseSync): boolean {
  const emptyPages = () => Number(db.prepare('PRAGMA freelist_count').get()?.freelist_count);
  const before = emptyPages();
  db.exec(`PRAGMA incremental_vacuum(${PAGES_PER_TURN})`);
  const after = emptyPages();
  return after > 0 && after < before;
}

/** Asks the collector that holds the ledger to drop the series that match the pattern. */
export function askToDrop(db: DatabaseSync, pattern: string): void {
  db.prepare('INSERT OR IGNORE INTO drops VALUES (?)').run(pattern);
}

/** Patterns that the collector was asked to drop and has not yet. */
export function askedToDrop(db: DatabaseSync): string[] {
  return db
    .prepare('SELECT pattern FROM drops')
    .all()
    .map(({ pattern }) => String(pattern));
}

/** To be called when all series of a pattern are dropped. The caller holds the transaction. */
export function finishDrop(db: DatabaseSync, pattern: string): void {
  db.exec('DELETE FROM metrics WHERE name NOT IN (SELECT name FROM series)');
  db.prepare('DELETE FROM drops WHERE pattern = ?').run(pattern);
}

function condition(pattern: string): [where: string, glob: string] {
  // A bracket would begin a class of characters.
  const glob = pattern.replaceAll('[', '[[]');
  return [`${pattern.includes('{') ? 'key' : 'name'} GLOB ?`, glob];
}
