/** Reads counts of use by day from an open ledger. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Day, Window } from '../series/day.ts';
import {
  ENVIRONMENT_PROCESSES,
  FAILED_IMPORT,
  IMPORTED_PACKAGE,
  type INCOMPLETE_PROCESSES,
  type MISSED_PACKAGE,
  type NOTICES,
  OTHER_PACKAGE,
  OVERFLOW,
  type PROCESSES,
} from '../series/metrics.ts';
import {
  type Among,
  among,
  ENVIRONMENT,
  metricClause,
  NAMESPACE,
  PACKAGE,
  rows,
  TOTAL_AT_START,
} from './growth.ts';

export interface DayRow {
  /** The package or the namespace, depending on the query. */
  readonly of: string;
  readonly day: Day;
  readonly count: number;
}

/** Processes by namespace and day: all, or those whose report was incomplete. */
export function readProcessDays(
  db: DatabaseSync,
  metric: typeof PROCESSES | typeof INCOMPLETE_PROCESSES,
  window: Window,
  namespaces: readonly string[] | undefined,
): DayRow[] {
  return readDays(db, window, {
    of: NAMESPACE,
    where: metricClause(metric),
    parameters: { metric },
    namespaces,
  });
}

/** Processes that name their environment, by environment and day, in one namespace. */
export function readEnvironmentDays(db: DatabaseSync, window: Window, namespace: string): DayRow[] {
  return readDays(db, window, {
    of: ENVIRONMENT,
    where: `${metricClause(ENVIRONMENT_PROCESSES)} AND ${ENVIRONMENT} IS NOT NULL`,
    parameters: { metric: ENVIRONMENT_PROCESSES },
    namespaces: [namespace],
  });
}

/** Imports by day without a package name: folded into `other`, or above the limit of series. */
export function readUnnamedDays(db: DatabaseSync, window: Window): DayRow[] {
  return readDays(db, window, {
    of: `''`,
    where: `(name = :overflow OR (name = :metric AND ${PACKAGE} = :other))`,
    parameters: { overflow: OVERFLOW, metric: IMPORTED_PACKAGE, other: OTHER_PACKAGE },
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
    where: 'name = :metric',
    parameters: { metric: IMPORTED_PACKAGE },
    namespaces,
    packages,
  });
}

/** Processes in which an import of a package failed, by package and day. */
export function readFailedImports(
  db: DatabaseSync,
  window: Window,
  namespaces: readonly string[] | undefined,
): DayRow[] {
  return readDays(db, window, {
    of: PACKAGE,
    where: `${metricClause(FAILED_IMPORT)} AND ${PACKAGE} IS NOT NULL`,
    parameters: { metric: FAILED_IMPORT },
    namespaces,
  });
}

/** Processes that announced a removal or missed a package, by package and namespace (as JSON) and by day. */
export function readRemovalDays(
  db: DatabaseSync,
  metric: typeof NOTICES | typeof MISSED_PACKAGE,
  window: Window,
): DayRow[] {
  return readDays(db, window, {
    of: `json_array(${PACKAGE}, ${NAMESPACE})`,
    where: `${metricClause(metric)} AND ${PACKAGE} IS NOT NULL`,
    parameters: { metric },
  });
}

interface Selection extends Among {
  readonly of: string;
  readonly where: string;
  readonly parameters: Readonly<Record<string, SQLInputValue>>;
}

/** Growth per day: each total minus the one before it, or minus the total before the window. */
function readDays(db: DatabaseSync, window: Window, selection: Selection): DayRow[] {
  const { clause, parameters } = among(selection);
  return rows<DayRow>(
    db,
    `WITH chosen AS MATERIALIZED (
       SELECT id, ${selection.of} AS of, ${TOTAL_AT_START} AS start
       FROM series
       WHERE total > 0 AND first_day <= :to AND last_day >= :from AND ${selection.where} ${clause})
     SELECT of, day, sum(growth) AS count
     FROM (SELECT of, days.day, days.total - lag(days.total, 1, start) OVER (PARTITION BY id ORDER BY days.day)
             AS growth
           FROM chosen JOIN days ON days.series_id = chosen.id AND days.day BETWEEN :from AND :to)
     GROUP BY of, day HAVING count > 0 ORDER BY of, day`,
    { ...window, ...selection.parameters, ...parameters },
  );
}
