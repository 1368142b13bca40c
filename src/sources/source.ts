/**
 * Where a report reads counts: a ledger file, a collector's API, or a Prometheus HTTP API. One interface, and
 * one contract suite over all three (tests/sources/contract.test.ts): the same data gives the same answers.
 * Package and namespace are the labels as recorded; a series without a namespace label has the namespace ''.
 * Every further label, such as a custom mapping's, is summed over.
 */
import type { Inventory } from '../environment/inventory.ts';
import type { Day, Window } from '../series/day.ts';
import { MISSED_PACKAGE, NOTICES } from '../series/metrics.ts';

export interface Source extends Disposable {
  /** How a reader would name it in a sentence: `ledger ./popcon.db`, `collector http://127.0.0.1:9102`. */
  readonly origin: string;

  /** The advice where nothing is recorded, as the rest of a sentence: `start \`popcon serve\` and …`. */
  readonly emptyHint: string;

  /** Every namespace with anything recorded in the window, and its first and last day there. */
  namespaces(query: WindowQuery): Promise<readonly NamespaceSpan[]>;

  /** Reporting processes by namespace and day, days without any left out; ordered by namespace, then day. */
  processes(query: Query): Promise<readonly ProcessDay[]>;

  /** One row a package imported in the window, or a package and namespace where `split`. */
  usage(query: UsageQuery): Promise<readonly PackageUsage[]>;

  /** The last day before `before` of every package imported by then, those of `except` left out. */
  earlier(query: EarlierQuery): Promise<readonly LastSeen[]>;

  /** The first day of the window on which each package was imported, those never imported left out; by name. */
  firstDays(query: Query): Promise<readonly FirstSeen[]>;

  /** Importing processes of the packages asked for by day, days without any left out; ordered by both. */
  history(query: HistoryQuery): Promise<readonly PackageDay[]>;

  /** Processes in which an import of a package failed, by package and day; ordered so. */
  failedImports(query: Query): Promise<readonly PackageDay[]>;

  /** Processes that told of a removal, or that missed a package, by package, namespace and day; ordered so. */
  removalDays(query: RemovalQuery): Promise<readonly RemovalDay[]>;

  /** Processes whose activation names their environment, by environment, namespace and day; ordered so. */
  environmentProcesses(query: WindowQuery): Promise<readonly EnvironmentDay[]>;

  /** Imports that were counted under no name of their own, by day: any package may be among them. */
  unnamed(query: WindowQuery): Promise<readonly UnnamedDay[]>;

  /** Names of the environments whose inventory is kept here, sorted; none where inventories are not kept. */
  environments(): Promise<readonly string[]>;

  /** The newest inventory of one environment, with the clock of each distribution. */
  environment(name: string): Promise<InstalledEnvironment | undefined>;
}

export interface WindowQuery {
  readonly window: Window;
}

export interface Query extends WindowQuery {
  /** Only these namespaces; all when absent. */
  readonly namespaces?: readonly string[] | undefined;
}

export interface UsageQuery extends Query {
  /** Only these; all when absent. */
  readonly packages?: readonly string[] | undefined;
  /** A row for each namespace of a package rather than one for all. */
  readonly split?: boolean;
  /** Tells the days, too, which takes longer. */
  readonly days?: boolean;
}

export interface EarlierQuery {
  readonly before: Day;
  readonly namespaces?: readonly string[] | undefined;
  /** Packages whose last day is known already. */
  readonly except: ReadonlySet<string>;
}

/** An event after a removal was announced. */
export const REMOVAL_EVENTS = ['told', 'missed'] as const;
export type RemovalEvent = (typeof REMOVAL_EVENTS)[number];

export const REMOVAL_METRICS = { told: NOTICES, missed: MISSED_PACKAGE } as const;

export interface RemovalQuery extends WindowQuery {
  readonly event: RemovalEvent;
}

export interface HistoryQuery extends Query {
  readonly packages: readonly string[];
}

/** First and last day are of its processes, or of its imports where its reporters count no processes. */
export interface NamespaceSpan {
  readonly namespace: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Its reporters count processes, without which no share can be given. */
  readonly countsProcesses: boolean;
}

export interface ProcessDay {
  readonly namespace: string;
  readonly day: Day;
  readonly processes: number;
  /** Those of them that could not name all they imported; absent where there are none. */
  readonly incomplete?: number;
  /** Those of them that ran in other environments than the one asked about; absent where there are none. */
  readonly elsewhere?: number;
}

export interface EnvironmentDay {
  readonly environment: string;
  readonly namespace: string;
  readonly day: Day;
  readonly processes: number;
}

export interface UnnamedDay {
  readonly day: Day;
  /** Past the limit of series, or of names in no uploaded inventory (`--packages.known-only`). */
  readonly imports: number;
}

export interface PackageUsage {
  readonly package: string;
  /** Only with `split`. */
  readonly namespace?: string;
  /** Processes that imported it in the window. */
  readonly processes: number;
  /** Processes in the window whose own code names it; undefined where no reporter told of any of them. */
  readonly direct?: number;
  /** Last day of the window on which a process imported it. */
  readonly lastDay: Day;
  /** Days of the window on which any process imported it; only with `days`. */
  readonly days?: number;
}

export interface LastSeen {
  readonly package: string;
  readonly lastDay: Day;
}

export interface FirstSeen {
  readonly package: string;
  readonly firstDay: Day;
}

export interface RemovalDay extends PackageDay {
  readonly namespace: string;
}

export interface PackageDay {
  readonly package: string;
  readonly day: Day;
  readonly processes: number;
}

export interface InstalledEnvironment {
  readonly inventory: Inventory;
  /** Distribution to the day on which it was first seen installed. */
  readonly firstSeen: ReadonlyMap<string, Day>;
  /** Distributions that it had and has no more; absent where only the inventory is known. */
  readonly gone?: ReadonlySet<string>;
}

/** The row with how many of its processes reported incompletely, of which more cannot be than there are. */
export function withIncomplete(row: ProcessDay, incomplete = 0): ProcessDay {
  return incomplete > 0 ? { ...row, incomplete: Math.min(incomplete, row.processes) } : row;
}

/** Rows in their order; `of` is the JSON of package and namespace. */
export function removalDays(
  rows: readonly { readonly of: string; readonly day: Day; readonly count: number }[],
): RemovalDay[] {
  return rows
    .map(({ of, day, count }): RemovalDay => {
      const [name, namespace]: readonly [string, string] = JSON.parse(of);
      return { package: name, namespace, day, processes: count };
    })
    .sort(orderBy('package', 'namespace', 'day'));
}

/** By these fields, the first of them first: the order of rows in the answers of a source. */
export function orderBy<Field extends string>(...fields: readonly Field[]) {
  type Row = { readonly [Each in Field]?: string | number };
  return (a: Row, b: Row): number => {
    for (const field of fields) {
      const [left = '', right = ''] = [a[field], b[field]];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
}

/** The order of names in every answer of a source. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
