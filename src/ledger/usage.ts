/**
 * Reads counts of use from an open ledger. `days.total` is cumulative, so the count of a window is a difference
 * of two look-ups, and most series need none: what began inside the window counts from 0, what has not grown
 * since the window's end counts to its total. Series that never grew (total 0) are not use.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Day, Window } from '../series/day.ts';
import {
  type DIRECTLY_IMPORTED_PACKAGE,
  IMPORTED_PACKAGE,
  NAMESPACE_LABEL,
  PACKAGE_LABEL,
  PROCESSES,
} from '../series/metrics.ts';

export interface SpanRow {
  readonly namespace: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

export interface CountRow {
  readonly package: string;
  /** Only where asked for. */
  readonly namespace?: string;
  readonly count: number;
  readonly lastDay: Day;
}

export interface CountQuery {
  readonly window: Window;
  readonly namespaces?: readonly string[];
  readonly packages?: readonly string[];
  /** A row for each namespace of a package. */
  readonly split?: boolean;
}

export interface DayRow {
  /** The package or the namespace, by what was asked. */
  readonly of: string;
  readonly day: Day;
  readonly count: number;
}

/**
 * Which series are of a metric. Most of a ledger is imports, for which the table is read as it lies; the few of
 * another metric are found by their keys, which begin with its name.
 */
function metricClause(metric: string): string {
  return metric === IMPORTED_PACKAGE
    ? 'name = :metric'
    : `(key = :metric OR key BETWEEN :metric || '{' AND :metric || '|')`;
}

const NAMESPACE = `coalesce(json_extract(labels, '$.${NAMESPACE_LABEL}'), '')`;
const PACKAGE = `json_extract(labels, '$.${PACKAGE_LABEL}')`;

/** The total of a series at the end of the last day up to :to, for a series that began by then. */
const TOTAL_AT_END = `CASE WHEN last_day <= :to THEN total
  ELSE (SELECT d.total FROM days d WHERE d.series_id = id AND d.day <= :to ORDER BY d.day DESC LIMIT 1) END`;

/** Its total at the end of the last day before :from. */
const TOTAL_AT_START = `CASE WHEN first_day >= :from THEN 0 WHEN last_day < :from THEN total
  ELSE (SELECT d.total FROM days d WHERE d.series_id = id AND d.day < :from ORDER BY d.day DESC LIMIT 1) END`;

const FIRST_DAY = `CASE WHEN first_day >= :from THEN first_day
  ELSE (SELECT min(d.day) FROM days d WHERE d.series_id = id AND d.day >= :from) END`;

const LAST_DAY = `CASE WHEN last_day <= :to THEN last_day
  ELSE (SELECT max(d.day) FROM days d WHERE d.series_id = id AND d.day <= :to) END`;

/** Namespaces of the imports in a window. */
export function readImportNamespaces(db: DatabaseSync, window: Window): string[] {
  return rows<{ readonly namespace: string }>(
    db,
    `SELECT DISTINCT ${NAMESPACE} AS namespace FROM series
     WHERE name = :metric AND total > 0 AND first_day <= :to AND last_day >= :from`,
    { metric: IMPORTED_PACKAGE, ...window },
  ).map(({ namespace }) => namespace);
}

/** First and last day of each namespace in a window, by the metric's growth; those without any are left out. */
export function readSpans(
  db: DatabaseSync,
  metric: typeof IMPORTED_PACKAGE | typeof PROCESSES,
  window: Window,
  namespaces?: readonly string[],
): SpanRow[] {
  return rows<SpanRow>(
    db,
    `SELECT namespace, min(firstDay) AS firstDay, max(lastDay) AS lastDay
     FROM (SELECT ${NAMESPACE} AS namespace, ${FIRST_DAY} AS firstDay, ${LAST_DAY} AS lastDay FROM series
           WHERE ${metricClause(metric)} AND total > 0 AND first_day <= :to AND last_day >= :from
             ${namespaceClause(namespaces)})
     WHERE firstDay <= lastDay GROUP BY namespace`,
    { metric, ...window, ...namespaceParameter(namespaces) },
  );
}

/** Which of the two counters of packages: all processes that imported one, or those whose code names it. */
export type PackageMetric = typeof IMPORTED_PACKAGE | typeof DIRECTLY_IMPORTED_PACKAGE;

/** The count of each package that grew in the window, and the last day of the window on which it did. */
export function readCounts(db: DatabaseSync, metric: PackageMetric, query: CountQuery): CountRow[] {
  const { window, namespaces, packages, split = false } = query;
  return rows<CountRow>(
    db,
    // Materialized, for otherwise SQLite looks each total up once for every place that names the growth.
    `WITH grown AS MATERIALIZED (
       SELECT ${PACKAGE} AS package, ${split ? `${NAMESPACE} AS namespace,` : ''}
         (${TOTAL_AT_END}) - (${TOTAL_AT_START}) AS growth, ${LAST_DAY} AS lastDay
       FROM series
       WHERE ${metricClause(metric)} AND total > 0 AND first_day <= :to AND last_day >= :from
         ${namespaceClause(namespaces)} ${packageClause(packages)})
     SELECT package, ${split ? 'namespace,' : ''} sum(growth) AS count, max(lastDay) AS lastDay
     FROM grown WHERE growth > 0 AND package IS NOT NULL
     GROUP BY package ${split ? ', namespace' : ''} ORDER BY package ${split ? ', namespace' : ''}`,
    { metric, ...window, ...namespaceParameter(namespaces), ...packageParameter(packages) },
  );
}

/** The last day before `before` on which each package grew, those of `except` left out. */
export function readLastDays(
  db: DatabaseSync,
  before: Day,
  except: Iterable<string>,
  namespaces: readonly string[] | undefined,
): { readonly package: string; readonly lastDay: Day }[] {
  return rows(
    db,
    `SELECT ${PACKAGE} AS package, max(${LAST_DAY}) AS lastDay
     FROM series
     WHERE name = :metric AND total > 0 AND first_day <= :to
       AND ${PACKAGE} NOT IN (SELECT value FROM json_each(:except)) ${namespaceClause(namespaces)}
     GROUP BY package ORDER BY package`,
    {
      metric: IMPORTED_PACKAGE,
      to: before - 1,
      except: JSON.stringify([...except]),
      ...namespaceParameter(namespaces),
    },
  );
}

/** Processes by namespace and day. */
export function readProcessDays(
  db: DatabaseSync,
  window: Window,
  namespaces: readonly string[] | undefined,
): DayRow[] {
  return readDays(db, window, {
    of: NAMESPACE,
    where: `${metricClause(PROCESSES)} ${namespaceClause(namespaces)}`,
    parameters: { metric: PROCESSES, ...namespaceParameter(namespaces) },
  });
}

/** Importing processes of some packages, by package and day. */
export function readPackageDays(
  db: DatabaseSync,
  window: Window,
  packages: readonly string[],
  namespaces: readonly string[] | undefined,
): DayRow[] {
  return readDays(db, window, {
    of: PACKAGE,
    where: `name = :metric ${namespaceClause(namespaces)} ${packageClause(packages)}`,
    parameters: {
      metric: IMPORTED_PACKAGE,
      ...namespaceParameter(namespaces),
      ...packageParameter(packages),
    },
  });
}

interface Selection {
  readonly of: string;
  readonly where: string;
  readonly parameters: Readonly<Record<string, SQLInputValue>>;
}

/** Growth a day: each day's total less the one before it, or less the total before the window. */
function readDays(db: DatabaseSync, window: Window, selection: Selection): DayRow[] {
  return rows<DayRow>(
    db,
    `WITH chosen AS MATERIALIZED (
       SELECT id, ${selection.of} AS of, ${TOTAL_AT_START} AS start
       FROM series
       WHERE total > 0 AND first_day <= :to AND last_day >= :from AND ${selection.where})
     SELECT of, day, sum(growth) AS count
     FROM (SELECT of, days.day, days.total - lag(days.total, 1, start) OVER (PARTITION BY id ORDER BY days.day)
             AS growth
           FROM chosen JOIN days ON days.series_id = chosen.id AND days.day BETWEEN :from AND :to)
     GROUP BY of, day HAVING count > 0 ORDER BY of, day`,
    { ...window, ...selection.parameters },
  );
}

function namespaceClause(namespaces: readonly string[] | undefined): string {
  return namespaces === undefined ? '' : `AND ${NAMESPACE} IN (SELECT value FROM json_each(:namespaces))`;
}

function namespaceParameter(namespaces: readonly string[] | undefined): Record<string, SQLInputValue> {
  return namespaces === undefined ? {} : { namespaces: JSON.stringify(namespaces) };
}

function packageClause(packages: readonly string[] | undefined): string {
  return packages === undefined ? '' : `AND ${PACKAGE} IN (SELECT value FROM json_each(:packages))`;
}

function packageParameter(packages: readonly string[] | undefined): Record<string, SQLInputValue> {
  return packages === undefined ? {} : { packages: JSON.stringify(packages) };
}

/** The statement's columns are named for `Row`: the one place where that is taken on trust. */
function rows<Row>(db: DatabaseSync, sql: string, parameters: Record<string, SQLInputValue>): Row[] {
  return db.prepare(sql).all(parameters) as Row[];
}
