/** Counts from an open ledger: the collector's own, or a file opened for reading. */
import type { DatabaseSync } from 'node:sqlite';
import { ledgerFailure } from '../ledger/failure.ts';
import {
  type CountRow,
  readCounts,
  readImportNamespaces,
  readImportSpans,
  readLastDays,
  readPackageDays,
  readProcessDays,
} from '../ledger/usage.ts';
import type { Window } from '../series/day.ts';
import { DIRECTLY_IMPORTED_PACKAGE, IMPORTED_PACKAGE } from '../series/metrics.ts';
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
      attempt(() =>
        readLastDays(db, before, namespaces)
          .filter((row) => !except.has(row.package))
          .map((row) => ({ ...row })),
      ),
    environments: () => attempt(() => readEnvironments(db)),
    environment: (name) => attempt(() => readEnvironment(db, name)),
    [Symbol.dispose]: () => {},
  };
}

function readNamespaces(db: DatabaseSync, window: Window): NamespaceSpan[] {
  const spans = new Map<string, NamespaceSpan>();
  for (const { of: namespace, day } of readProcessDays(db, window, undefined)) {
    const firstDay = spans.get(namespace)?.firstDay ?? day;
    spans.set(namespace, { namespace, firstDay, lastDay: day, countsProcesses: true });
  }
  const others = readImportNamespaces(db, window).filter((namespace) => !spans.has(namespace));
  for (const span of readImportSpans(db, window, others)) {
    spans.set(span.namespace, { ...span, countsProcesses: false });
  }
  return [...spans.values()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
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
