/**
 * The stay of each distribution: from which day to which it was installed without a break, by the inventories
 * of its environment. One that vanishes and returns begins a new stay: in between nobody could have imported it.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Inventory } from '../environment/inventory.ts';
import type { Day } from '../series/day.ts';

/** The last day for which an inventory was recorded. */
export function newestDay(db: DatabaseSync, environment: string): Day | undefined {
  const row = db.prepare('SELECT max(day) AS day FROM inventories WHERE environment = ?').get(environment);
  return typeof row?.day === 'number' ? row.day : undefined;
}

/** Distribution to the first day of its present stay; of those in the newest inventory. */
export function installedSince(db: DatabaseSync, environment: string): Map<string, Day> {
  const rows = db
    .prepare('SELECT distribution, first_day FROM installed WHERE environment = ? AND last_day = ?')
    .all(environment, newestDay(db, environment) ?? null);
  return new Map(rows.map((row) => [String(row.distribution), Number(row.first_day)]));
}

/** Changes with a stay of the environment. */
export function staysStamp(db: DatabaseSync, environment: string): string {
  const row = db
    .prepare(
      'SELECT count(*) AS count, sum(first_day) AS first, sum(last_day) AS last FROM installed WHERE environment = ?',
    )
    .get(environment);
  return `${row?.count} ${row?.first} ${row?.last}`;
}

/** Distributions that the environment had, and has no more. */
export function installedBefore(db: DatabaseSync, environment: string): Set<string> {
  const rows = db
    .prepare(
      'SELECT distribution FROM installed WHERE environment = ? AND last_day < ? ORDER BY distribution',
    )
    .all(environment, newestDay(db, environment) ?? null);
  return new Set(rows.map((row) => String(row.distribution)));
}

/** What the newest inventory of any environment holds. */
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
 * The names that are told apart: every distribution that was in any inventory, be it no longer, and what is imported
 * of those in the newest ones, since some reporters send the names of modules.
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

/** Extends the stays to the inventory of `day`, which is the newest; it may replace an earlier one of that day. */
export function recordStays(db: DatabaseSync, { environment, distributions }: Inventory, day: Day): void {
  // The day recorded before this one: what was still there then has stayed.
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
  // What an earlier inventory of this very day had, and this one has not.
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

/** Finds the stays of an environment from all its inventories, after one came in out of its order. */
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
