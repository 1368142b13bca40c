/** Checks a ledger's file table by table, also one that SQLite refuses to open. */
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Failure, messageOf } from '../failure.ts';
import type { Day } from '../series/day.ts';
import { cutOffProblem } from './file-header.ts';
import { implausibleProblem, MAX_DAY } from './implausible.ts';
import { openLedgerForReading } from './open.ts';

const TABLES = {
  series: 'series',
  days: 'counts by day',
  inventories: 'inventories',
  installed: 'clocks of packages',
};
const MAX_PROBLEMS = 5;

export interface Inspection {
  /** Number of readable rows, by kind. */
  readonly rows: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** Undefined if there is no count, or none can be read. */
  readonly days: { readonly first: Day; readonly last: Day } | undefined;
  /** Empty if nothing is damaged. */
  readonly problems: readonly string[];
}

/** Throws a `Failure` if the file is not a ledger of this version. */
export function inspectLedger(path: string): Inspection {
  const cutOff = cutOffProblem(path);
  if (cutOff !== undefined) return unreadable(path, cutOff);
  try {
    using db = openLedgerForReading(path);
    return inspect(db, path);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'ledger-corrupt') throw error;
    return unreadable(path, 'its first page is damaged, which says where all else is: nothing can be read');
  }
}

function unreadable(path: string, problem: string): Inspection {
  return { rows: {}, bytes: statSync(path).size, days: undefined, problems: [problem] };
}

function inspect(db: DatabaseSync, path: string): Inspection {
  const problems = structureProblems(db);
  const rows: Record<string, number> = {};
  for (const [table, meaning] of Object.entries(TABLES))
    rows[meaning] = readAll(db, table, meaning, problems);
  if (problems.length === 0) {
    const implausible = implausibleProblem(db);
    problems.push(...(implausible === undefined ? sumProblems(db) : [implausible]));
  }
  return { rows, bytes: statSync(path).size, days: daysOf(db), problems };
}

function structureProblems(db: DatabaseSync): string[] {
  try {
    const found = db.prepare(`PRAGMA integrity_check(${MAX_PROBLEMS})`).all();
    return found
      .flatMap((row) => String(Object.values(row)[0]).split('\n'))
      .filter((problem) => problem !== 'ok' && !problem.startsWith('***'))
      .slice(0, MAX_PROBLEMS);
  } catch (error) {
    return [messageOf(error)];
  }
}

/** Reads every row: a count alone would not find damaged ones. */
function readAll(db: DatabaseSync, table: string, meaning: string, problems: string[]): number {
  let read = 0;
  try {
    for (const _ of db.prepare(`SELECT * FROM ${table} NOT INDEXED`).iterate()) read++;
  } catch (error) {
    problems.push(`${meaning}: only ${read} rows can be read (${messageOf(error)})`);
  }
  return read;
}

/** Totals must not fall from day to day, and the newest must be the series' total: else another program wrote here. */
function sumProblems(db: DatabaseSync): string[] {
  const [apart] = db
    .prepare(
      `SELECT count(*) AS n, min(key) AS key FROM series WHERE total <> 0 AND total IS NOT
         (SELECT total FROM days WHERE series_id = id ORDER BY day DESC LIMIT 1)`,
    )
    .all();
  const n = Number(apart?.n);
  return n === 0 ? [] : [`${n} series whose total is not that of their last day, such as ${apart?.key}`];
}

function daysOf(db: DatabaseSync): Inspection['days'] {
  try {
    const row = db
      .prepare('SELECT min(first_day) AS first, max(last_day) AS last FROM series WHERE abs(last_day) <= ?')
      .get(MAX_DAY);
    return row?.first == null ? undefined : { first: Number(row.first), last: Number(row.last) };
  } catch {
    return undefined;
  }
}
