/** Counts from an open ledger: the collector's own, or a file opened for reading. */
import type { DatabaseSync } from 'node:sqlite';
import { ledgerFailure } from '../ledger/failure.ts';
import {
  type CountRow,
  readCounts,
  readDayCounts,
  readEnvironmentNamespaces,
  readFirstDays,
  readImportNamespaces,
  readLastDays,
  readSpans,
} from '../ledger/usage.ts';
import {
  type DayRow,
  readEnvironmentDays,
  readFailedImports,
  readPackageDays,
  readProcessDays,
  readRemovalDays,
  readUnnamedDays,
} from '../ledger/usage-by-day.ts';
import type { Window } from '../series/day.ts';
import {
  DIRECTLY_IMPORTED_PACKAGE,
  IMPORTED_PACKAGE,
  INCOMPLETE_PROCESSES,
  PROCESSES,
} from '../series/metrics.ts';
import {
  type EnvironmentDay,
  type InstalledEnvironment,
  type NamespaceSpan,
  orderBy,
  type PackageDay,
  type PackageUsage,
  type ProcessDay,
  type Query,
  REMOVAL_METRICS,
  removalDays,
  type Source,
  type UsageQuery,
  withIncomplete,
} from './source.ts';

/** The caller keeps `db`; disposing of the source leaves it open. */
export function ledgerSource(db: DatabaseSync, origin: string): Source {
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw ledgerFailure(origin, error);
    }
  };
  const importing = importNamespaces(db);
  return {
    origin,
    emptyHint:
      'with `popcon serve` running on it, point a Python at that with `popcon activate`, and let a process end',
    namespaces: ({ window }) => attempt(() => readNamespaces(db, window, importing())),
    processes: (query) => attempt(() => readProcesses(db, query)),
    usage: (query) => attempt(() => readUsage(db, query)),
    history: ({ window, packages, namespaces }) =>
      attempt(() => readPackageDays(db, window, packages, namespaces).map(packageDayOf)),
    failedImports: ({ window, namespaces }) =>
      attempt(() => readFailedImports(db, window, namespaces).map(packageDayOf)),
    removalDays: ({ event, window }) =>
      attempt(() => removalDays(readRemovalDays(db, REMOVAL_METRICS[event], window))),
    earlier: ({ before, namespaces, except }) => attempt(() => readLastDays(db, before, except, namespaces)),
    environmentProcesses: ({ window }) => attempt(() => readEnvironmentProcesses(db, window)),
    unnamed: ({ window }) =>
      attempt(() => readUnnamedDays(db, window).map(({ day, count }) => ({ day, imports: count }))),
    firstDays: ({ window, namespaces }) => attempt(() => readFirstDays(db, window, namespaces)),
    environments: () => attempt(() => readEnvironments(db)),
    environment: (name) => attempt(() => readEnvironment(db, name)),
    [Symbol.dispose]: () => {},
  };
}

function packageDayOf({ of, day, count }: DayRow): PackageDay {
  return { package: of, day, processes: count };
}

function readProcesses(db: DatabaseSync, { window, namespaces }: Query): ProcessDay[] {
  const incomplete = new Map(
    readProcessDays(db, INCOMPLETE_PROCESSES, window, namespaces).map((row) => [
      `${row.day} ${row.of}`,
      row.count,
    ]),
  );
  return readProcessDays(db, PROCESSES, window, namespaces).map(({ of, day, count }) =>
    withIncomplete({ namespace: of, day, processes: count }, incomplete.get(`${day} ${of}`)),
  );
}

function readEnvironmentProcesses(db: DatabaseSync, window: Window): EnvironmentDay[] {
  return readEnvironmentNamespaces(db, window)
    .flatMap((namespace) =>
      readEnvironmentDays(db, window, namespace).map(({ of, day, count }) => ({
        environment: of,
        namespace,
        day,
        processes: count,
      })),
    )
    .sort(orderBy('environment', 'namespace', 'day'));
}

/** Every namespace that ever imported: series are only added, so of those that are known none is read again. */
function importNamespaces(db: DatabaseSync): () => ReadonlySet<string> {
  const known = new Set<string>();
  let after = 0;
  return () => {
    const { namespaces, lastId } = readImportNamespaces(db, after);
    for (const namespace of namespaces) known.add(namespace);
    after = lastId;
    return known;
  };
}

/**
 * The days of the processes where they are counted, otherwise those of the imports.
 * @param importing namespaces that may have imports in the window.
 */
function readNamespaces(db: DatabaseSync, window: Window, importing: ReadonlySet<string>): NamespaceSpan[] {
  const counted = readSpans(db, PROCESSES, window).map((span) => ({ ...span, countsProcesses: true }));
  const known = new Set(counted.map(({ namespace }) => namespace));
  const others = [...importing].filter((namespace) => !known.has(namespace));
  const uncounted =
    others.length === 0
      ? []
      : readSpans(db, IMPORTED_PACKAGE, window, others).map((span) => ({ ...span, countsProcesses: false }));
  return [...counted, ...uncounted].sort(orderBy('namespace'));
}

/** Inventories come with the schema they are parsed by, which other answers need not load. */
async function readEnvironments(db: DatabaseSync): Promise<readonly string[]> {
  const { inventoriedEnvironments } = await import('../ledger/inventories.ts');
  return inventoriedEnvironments(db);
}

async function readEnvironment(db: DatabaseSync, name: string): Promise<InstalledEnvironment | undefined> {
  const { latestInventory } = await import('../ledger/inventories.ts');
  const { installedSince, installedBefore } = await import('../ledger/installed.ts');
  const inventory = latestInventory(db, name);
  return inventory && { inventory, firstSeen: installedSince(db, name), gone: installedBefore(db, name) };
}

function readUsage(db: DatabaseSync, query: UsageQuery): readonly PackageUsage[] {
  const direct = new Map(
    readCounts(db, DIRECTLY_IMPORTED_PACKAGE, query).map((row) => [keyOf(row), row.processes]),
  );
  const counted = readCounts(db, IMPORTED_PACKAGE, query);
  if (query.days !== true && direct.size === 0) return counted;
  const { from, to } = query.window;
  // What was imported in a window of one day was imported on one day.
  const days =
    query.days === true && from < to
      ? new Map(readDayCounts(db, query).map((row) => [keyOf(row), row.days]))
      : undefined;
  return counted.map((row) => ({
    ...row,
    ...(query.days === true ? { days: days === undefined ? 1 : (days.get(keyOf(row)) ?? 0) } : {}),
    ...(direct.size > 0 ? { direct: direct.get(keyOf(row)) ?? 0 } : {}),
  }));
}

function keyOf(row: Pick<CountRow, 'package' | 'namespace'>): string {
  return `${row.namespace ?? ''}\n${row.package}`;
}
