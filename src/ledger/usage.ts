/** Reads counts of use over a window from an open ledger. */
import type { DatabaseSync } from 'node:sqlite';
import type { Day, Window } from '../series/day.ts';
import {
  type DIRECTLY_IMPORTED_PACKAGE,
  ENVIRONMENT_PROCESSES,
  IMPORTED_PACKAGE,
  type PROCESSES,
} from '../series/metrics.ts';
import {
  among,
  FIRST_DAY,
  LAST_DAY,
  metricClause,
  NAMESPACE,
  PACKAGE,
  rows,
  TOTAL_AT_END,
  TOTAL_AT_START,
} from './growth.ts';

export interface SpanRow {
  readonly namespace: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

export interface CountRow {
  readonly package: string;
  /** Only if asked for. */
  readonly namespace?: string;
  readonly processes: number;
  readonly lastDay: Day;
}

export interface DayCountRow extends Pick<CountRow, 'package' | 'namespace'> {
  readonly days: number;
}

export interface CountQuery {
  readonly window: Window;
  readonly namespaces?: readonly string[] | undefined;
  readonly packages?: readonly string[] | undefined;
  /** One row per namespace of a package. */
  readonly split?: boolean;
}

/** Namespaces with imports in series of a higher id than `after`, and the highest id there is. */
export function readImportNamespaces(
  db: DatabaseSync,
  after: number,
): { readonly namespaces: readonly string[]; readonly lastId: number } {
  const [last] = rows<{ readonly id: number | null }>(db, 'SELECT max(id) AS id FROM series', {});
  const lastId = last?.id ?? 0;
  if (lastId <= after) return { namespaces: [], lastId };
  const found = rows<{ readonly namespace: string }>(
    db,
    `SELECT DISTINCT ${NAMESPACE} AS namespace FROM series WHERE name = :metric AND id > :after AND id <= :lastId`,
    { metric: IMPORTED_PACKAGE, after, lastId },
  );
  return { namespaces: found.map(({ namespace }) => namespace), lastId };
}

/** First and last day of each namespace in a window, by the metric's growth; those without any are left out. */
export function readSpans(
  db: DatabaseSync,
  metric: typeof IMPORTED_PACKAGE | typeof PROCESSES,
  window: Window,
  namespaces?: readonly string[],
): SpanRow[] {
  const { clause, parameters } = among({ namespaces });
  return rows<SpanRow>(
    db,
    `SELECT namespace, min(firstDay) AS firstDay, max(lastDay) AS lastDay
     FROM (SELECT ${NAMESPACE} AS namespace, ${FIRST_DAY} AS firstDay, ${LAST_DAY} AS lastDay FROM series
           WHERE ${metricClause(metric)} AND total > 0 AND first_day <= :to AND last_day >= :from
             ${clause})
     WHERE firstDay <= lastDay GROUP BY namespace`,
    { metric, ...window, ...parameters },
  );
}

/** The counter to read: processes that imported a package, or those whose own code names it. */
export type PackageMetric = typeof IMPORTED_PACKAGE | typeof DIRECTLY_IMPORTED_PACKAGE;

/** Count of each package in the window, and its last day with an import there. */
export function readCounts(db: DatabaseSync, metric: PackageMetric, query: CountQuery): CountRow[] {
  const { window, split = false } = query;
  const { clause, parameters } = among(query);
  return rows<CountRow>(
    db,
    // Materialized: otherwise SQLite repeats the look-ups wherever the growth is used.
    `WITH grown AS MATERIALIZED (
       SELECT ${PACKAGE} AS package, ${split ? `${NAMESPACE} AS namespace,` : ''}
         (${TOTAL_AT_END}) - (${TOTAL_AT_START}) AS growth, ${LAST_DAY} AS lastDay
       FROM series
       WHERE ${metricClause(metric)} AND total > 0 AND first_day <= :to AND last_day >= :from
         ${clause})
     SELECT package, ${split ? 'namespace,' : ''} sum(growth) AS processes, max(lastDay) AS lastDay
     FROM grown WHERE growth > 0 AND package IS NOT NULL
     GROUP BY package ${split ? ', namespace' : ''} ORDER BY package ${split ? ', namespace' : ''}`,
    { metric, ...window, ...parameters },
  );
}

/** Number of days in the window on which each package was imported. */
export function readDayCounts(db: DatabaseSync, query: CountQuery): DayCountRow[] {
  const { window, split = false } = query;
  const { clause, parameters } = among(query);
  return rows<DayCountRow>(
    db,
    `WITH chosen AS MATERIALIZED (
       SELECT id, ${PACKAGE} AS package ${split ? `, ${NAMESPACE} AS namespace` : ''} FROM series
       WHERE name = :metric AND total > 0 AND first_day <= :to AND last_day >= :from
         ${clause})
     SELECT package, ${split ? 'namespace,' : ''} count(DISTINCT day) AS days
     FROM chosen JOIN days ON days.series_id = chosen.id AND days.day BETWEEN :from AND :to
     WHERE package IS NOT NULL GROUP BY package ${split ? ', namespace' : ''}`,
    { metric: IMPORTED_PACKAGE, ...window, ...parameters },
  );
}

/** The last day before `before` on which each package grew, those of `except` left out. */
export function readLastDays(
  db: DatabaseSync,
  before: Day,
  except: Iterable<string>,
  namespaces: readonly string[] | undefined,
): { readonly package: string; readonly lastDay: Day }[] {
  const { clause, parameters } = among({ namespaces });
  return rows(
    db,
    `SELECT ${PACKAGE} AS package, max(${LAST_DAY}) AS lastDay
     FROM series
     WHERE name = :metric AND total > 0 AND first_day <= :to
       AND ${PACKAGE} NOT IN (SELECT value FROM json_each(:except)) ${clause}
     GROUP BY package ORDER BY package`,
    { metric: IMPORTED_PACKAGE, to: before - 1, except: JSON.stringify([...except]), ...parameters },
  );
}

/** The first day of the window on which each package grew. */
export function readFirstDays(
  db: DatabaseSync,
  window: Window,
  namespaces: readonly string[] | undefined,
): { readonly package: string; readonly firstDay: Day }[] {
  const { clause, parameters } = among({ namespaces });
  return rows(
    db,
    `SELECT ${PACKAGE} AS package, min(${FIRST_DAY}) AS firstDay
     FROM series
     WHERE name = :metric AND total > 0 AND first_day <= :to AND last_day >= :from
       AND ${PACKAGE} IS NOT NULL ${clause}
     GROUP BY package HAVING firstDay <= :to ORDER BY package`,
    { metric: IMPORTED_PACKAGE, ...window, ...parameters },
  );
}

/** Namespaces whose processes name their environment in a window. */
export function readEnvironmentNamespaces(db: DatabaseSync, window: Window): string[] {
  return rows<{ readonly namespace: string }>(
    db,
    `SELECT DISTINCT ${NAMESPACE} AS namespace FROM series
     WHERE ${metricClause(ENVIRONMENT_PROCESSES)} AND total > 0 AND first_day <= :to AND last_day >= :from`,
    { metric: ENVIRONMENT_PROCESSES, ...window },
  ).map(({ namespace }) => namespace);
}
