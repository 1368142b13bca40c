/** What no collector has written, though SQLite can read it: bits have flipped, or another program wrote here. */
import type { DatabaseSync } from 'node:sqlite';

/** Series are kept by their ids in memory. */
const MAX_ID = 2 ** 26;
/** The furthest day that a date can have, https://tc39.es/ecma262/#sec-time-values-and-time-range. */
export const MAX_DAY = 1e8;

const QUERY = `
  SELECT 'the series with the id ' || id AS what FROM series
  WHERE id NOT BETWEEN 1 AND ${MAX_ID} OR instr(key, char(10)) > 0 OR NOT json_valid(labels)
    OR total NOT BETWEEN 0 AND 1e300
    OR first_day NOT BETWEEN -${MAX_DAY} AND last_day OR last_day > ${MAX_DAY}
  UNION ALL
  SELECT 'the mark of what scrapers were shown' FROM collector WHERE introduced NOT BETWEEN 0 AND ${MAX_ID}
  LIMIT 1`;

/** Names one such; undefined if there is none. */
export function implausibleProblem(db: DatabaseSync): string | undefined {
  const what = db.prepare(QUERY).get()?.what;
  return what === undefined ? undefined : `${what} has values that no collector wrote`;
}
