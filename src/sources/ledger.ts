/** Counts from an open ledger: the collector's own, or a file opened for reading. */
import type { DatabaseSync } from 'node:sqlite';
import { ledgerFailure } from '../ledger/failure.ts';
import {
  type CountRow,
  readCounts,
  readImportNamespaces,
  readLastDays,
  readPackageDays,
  readProcessDays,
  readSpans,
} from '../ledger/usage.ts';
import type { Window } from '../series/day.ts';
import { DIRECTLY_IMPORTED_PACKAGE, IMPORTED_PACKAGE, PROCESSES } from '../series/metrics.ts';
import type { InstalledEnvironment, NamespaceSpan, PackageUsage, Source, UsageQuery } from './source.ts';

/** The caller keeps `db`; disposing of the source leaves it open. */
export function ledgerSource(db: DatabaseSync, origin: string): Source {
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw ledgerFailure(origin, error);
    }
  };
  return {
    origin,
    emptyHint: 'start `popcon serve` on it, point a Python at that and let a process end',
    namespaces: (window) => attempt(() => readNamespaces(db, window)),
    processes: ({ window, namespaces }) =>
      attempt(() =>
        readProcessDays(db, window, namespaces).map(({ of, day, count }) => ({
          namespace: of,
          day,
          processes: count,
        })),
      ),
    usage: (query) => attempt(() => readUsage(db, query)),
    history: ({ window, packages, namespaces }) =>
      attempt(() =>
        readPackageDays(db, window, packages, namespaces).map(({ of, day, count }) => ({
          package: of,
          day,
          processes: count,
        })),
      ),
    earlier: ({ before, namespaces, except }) =>
      attempt(() => readLastDays(db, before, except, namespaces).map((row) => ({ ...row }))),
    environments: () => attempt(() => readEnvironments(db)),
    environment: (name) => attempt(() => readEnvironment(db, name)),
    [Symbol.dispose]: () => {},
  };
}

/** The days of the processes where they are counted, otherwise those of the imports. */
function readNamespaces(db: DatabaseSync, window: Window): NamespaceSpan[] {
  const counted = readSpans(db, PROCESSES, window).map((span) => ({ ...span, countsProcesses: true }));
  const known = new Set(counted.map(({ namespace }) => namespace));
  const others = readImportNamespaces(db, window).filter((namespace) => !known.has(namespace));
  const uncounted =
    others.length === 0
      ? []
      : readSpans(db, IMPORTED_PACKAGE, window, others).map((span) => ({ ...span, countsProcesses: false }));
  return [...counted, ...uncounted].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

/** Inventories come with the schema they are parsed by, which other answers need not load. */
async function readEnvironments(db: DatabaseSync): Promise<readonly string[]> {
  const { inventoriedEnvironments } = await import('../ledger/inventories.ts');
  return inventoriedEnvironments(db);
}

async function readEnvironment(db: DatabaseSync, name: string): Promise<InstalledEnvironment | undefined> {
  const { latestInventory } = await import('../ledger/inventories.ts');
  const { installedSince } = await import('../ledger/installed.ts');
  const inventory = latestInventory(db, name);
  return inventory && { inventory, firstSeen: installedSince(db, name) };
}

function readUsage(db: DatabaseSync, query: UsageQuery): PackageUsage[] {
  const direct = new Map(
    readCounts(db, DIRECTLY_IMPORTED_PACKAGE, query).map((row) => [keyOf(row), row.count]),
  );
  return readCounts(db, IMPORTED_PACKAGE, query).map(({ count, ...row }) => ({
    ...row,
    processes: count,
    ...(direct.size > 0 ? { direct: direct.get(keyOf(row)) ?? 0 } : {}),
  }));
}

function keyOf(row: Pick<CountRow, 'package' | 'namespace'>): string {
  return `${row.namespace ?? ''}\n${row.package}`;
}
