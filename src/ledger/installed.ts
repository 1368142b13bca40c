/**
 * The stay of each distribution: first and last day on which the inventories of its environment have it without a gap.
 * One that is removed and returns begins a new stay, since nobody could import it in between.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Inventory } from '../environment/inventory.ts';
import type { Day } from '../series/day.ts';

/** The last day for which an inventory was recorded. */
export function newestDay(db: DatabaseSync, environment: string): Day | undefined {
  const row = db.prepare('SELECT max(day) AS day FROM inventories WHERE environment = ?').get(environment);
  return typeof row?.day === 'number' ? row.day : undefined;
}

/** First day of the current stay, for each distribution in the newest inventory. */
export function installedSince(db: DatabaseSync, environment: string): Map<string, Day> {
  const rows = db
    .prepare('SELECT distribution, first_day FROM installed WHERE environment = ? AND last_day = ?')
    .all(environment, newestDay(db, environment) ?? null);
  return new Map(rows.map((row) => [String(row.distribution), Number(row.first_day)]));
}

/** A text that changes when any stay of the environment does. */
export function staysStamp(db: DatabaseSync, environment: string): string {
  const row = db
    .prepare(
      'SELECT count(*) AS count, sum(first_day) AS first, sum(last_day) AS last FROM installed WHERE environment = ?',
    )
    .get(environment);
  return `${row?.count} ${row?.first} ${row?.last}`;
}

/** Distributions that the environment had and no longer has. */
export function installedBefore(db: DatabaseSync, environment: string): Set<string> {
  const rows = db
    .prepare(
      'SELECT distribution FROM installed WHERE environment = ? AND last_day < ? ORDER BY distribution',
    )
    .all(environment, newestDay(db, environment) ?? null);
  return new Set(rows.map((row) => String(row.distribution)));
}

/** Distributions in the newest inventory of any environment. */
export function installedDistributions(db: DatabaseSync): Set<string> {
  const rows = db
    .prepare(
      `SELECT DISTINCT distribution FROM installed
         JOIN (SELECT environment, max(day) AS newest FROM inventories GROUP BY environment)
         USING (environment) WHERE last_day = newest`,
    )
    .all();
  return new Set(rows.map(({ distribution }) => String(distribution)));
}

/**
 * Names that are counted separately: every distribution that was ever in an inventory, and the import packages of those
 * in the newest inventories, since some reporters send names of modules.
 */
export function knownNames(db: DatabaseSync): Set<string> {
  const distributions = db.prepare('SELECT DISTINCT distribution AS name FROM installed').all();
  const modules = db
    .prepare(
      `SELECT DISTINCT iif(instr(module.value, '.') = 0, module.value,
           substr(module.value, 1, instr(module.value, '.') - 1)) AS name
         FROM (SELECT document, max(day) FROM inventories WHERE json_valid(document) GROUP BY environment),
           json_each(document, '$.distributions') AS distribution,
           json_each(distribution.value, '$.importNames') AS module`,
    )
    .all();
  return new Set([...distributions, ...modules].map(({ name }) => String(name)));
}

/** Updates the stays with the newest inventory, which may replace an earlier one of the same day. */
export function recordStays(db: DatabaseSync, { environment, distributions }: Inventory, day: Day): void {
  // Day of the inventory before this one: a distribution that was in it continues its stay.
  const previous = Number(
    db
      .prepare('SELECT max(day) AS day FROM inventories WHERE environment = ? AND day < ?')
      .get(environment, day)?.day ?? day,
  );
  const stay = db.prepare(
    `INSERT INTO installed VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO UPDATE SET
       first_day = CASE WHEN last_day < ?4 THEN ?3 ELSE first_day END, last_day = ?3`,
  );
  const names = new Set(distributions.map(({ name }) => name));
  const gone = db
    .prepare('SELECT distribution, first_day FROM installed WHERE environment = ? AND last_day = ?')
    .all(environment, day)
    .filter(({ distribution }) => !names.has(String(distribution)));
  // Distributions in an earlier inventory of the same day that are not in this one.
  const cutBack = db.prepare(
    'UPDATE installed SET last_day = ?3 WHERE environment = ?1 AND distribution = ?2',
  );
  const forget = db.prepare('DELETE FROM installed WHERE environment = ?1 AND distribution = ?2');
  for (const { distribution, first_day } of gone) {
    if (Number(first_day) < day) cutBack.run(environment, String(distribution), previous);
    else forget.run(environment, String(distribution));
  }
  for (const name of names) stay.run(environment, name, day, previous);
}

/** Computes the stays of an environment again from all inventories, after one was recorded for an earlier day. */
export function rebuildStays(db: DatabaseSync, environment: string): void {
  db.prepare('DELETE FROM installed WHERE environment = ?').run(environment);
  // A stay is a run of inventories without a gap: their number less the distribution's own count is constant.
  db.prepare(
    `WITH numbered AS (
       SELECT day, row_number() OVER (ORDER BY day) AS n, CASE document WHEN '' THEN (
           SELECT document FROM inventories AS earlier
             WHERE environment = ?1 AND earlier.day < inventories.day AND earlier.document <> ''
             ORDER BY earlier.day DESC LIMIT 1) ELSE document END AS document
         FROM inventories WHERE environment = ?1),
     present AS (
       SELECT DISTINCT json_extract(value, '$.name') AS distribution, day, n
         FROM numbered, json_each(document, '$.distributions')),
     stays AS (
       SELECT distribution, day, n - row_number() OVER (PARTITION BY distribution ORDER BY n) AS stay FROM present)
     INSERT INTO installed
       SELECT ?1, distribution, max(first_day), max(last_day) FROM (
         SELECT distribution, min(day) AS first_day, max(day) AS last_day FROM stays GROUP BY distribution, stay)
       GROUP BY distribution`,
  ).run(environment);
}
