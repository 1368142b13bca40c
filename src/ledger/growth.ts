/**
 * SQL fragments for counts in a window. `days.total` is cumulative, so the count is the difference of two look-ups, and
 * most series need none: a series that began in the window counts from 0, one that has not grown since the end of the
 * window counts to its total. Series that never grew (total 0) are left out.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { ENVIRONMENT_LABEL, IMPORTED_PACKAGE, NAMESPACE_LABEL, PACKAGE_LABEL } from '../series/metrics.ts';

/**
 * Condition for the series of a metric. Most series are imports, for which the whole table is scanned; the few of
 * another metric are found by the index of keys, which begin with the name.
 */
export function metricClause(metric: string): string {
  return metric === IMPORTED_PACKAGE
    ? 'name = :metric'
    : `(key = :metric OR key BETWEEN :metric || '{' AND :metric || '|')`;
}

export const NAMESPACE = `coalesce(json_extract(labels, '$.${NAMESPACE_LABEL}'), '')`;
export const ENVIRONMENT = `json_extract(labels, '$.${ENVIRONMENT_LABEL}')`;
export const PACKAGE = `json_extract(labels, '$.${PACKAGE_LABEL}')`;

/** The total of a series at the end of the last day up to :to, for a series that began by then. */
export const TOTAL_AT_END = `CASE WHEN last_day <= :to THEN total
  ELSE (SELECT d.total FROM days d WHERE d.series_id = id AND d.day <= :to ORDER BY d.day DESC LIMIT 1) END`;

/** Its total at the end of the last day before :from. */
export const TOTAL_AT_START = `CASE WHEN first_day >= :from THEN 0 WHEN last_day < :from THEN total
  ELSE (SELECT d.total FROM days d WHERE d.series_id = id AND d.day < :from ORDER BY d.day DESC LIMIT 1) END`;

export const FIRST_DAY = `CASE WHEN first_day >= :from THEN first_day
  ELSE (SELECT min(d.day) FROM days d WHERE d.series_id = id AND d.day >= :from) END`;

export const LAST_DAY = `CASE WHEN last_day <= :to THEN last_day
  ELSE (SELECT max(d.day) FROM days d WHERE d.series_id = id AND d.day <= :to) END`;

/** Only these; all where a list is absent. */
export interface Among {
  readonly namespaces?: readonly string[] | undefined;
  readonly packages?: readonly string[] | undefined;
}

/** The rest of a condition, which begins with AND or is empty, and its parameters. */
export function among({ namespaces, packages }: Among): {
  readonly clause: string;
  readonly parameters: Readonly<Record<string, string>>;
} {
  const lists = [
    { column: NAMESPACE, name: 'namespaces', values: namespaces },
    { column: PACKAGE, name: 'packages', values: packages },
  ].filter(({ values }) => values !== undefined);
  return {
    clause: lists
      .map(({ column, name }) => `AND ${column} IN (SELECT value FROM json_each(:${name}))`)
      .join(' '),
    parameters: Object.fromEntries(lists.map(({ name, values }) => [name, JSON.stringify(values)])),
  };
}

/**
 * The only cast of rows: the columns of the statement must have the names of `Row`. Made here of arrays: the objects
 * that node:sqlite makes are hash tables of three times the size.
 */
export function rows<Row>(db: DatabaseSync, sql: string, parameters: Record<string, SQLInputValue>): Row[] {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  const names = statement.columns().map(({ name }) => name);
  return Array.from(statement.iterate(parameters), (values) => {
    const row: Record<string, unknown> = {};
    names.forEach((name, at) => {
      row[name] = values[at];
    });
    return row as Row;
  });
}
