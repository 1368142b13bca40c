/**
 * Where a report reads counts: a ledger file, a collector's API, or a Prometheus HTTP API. One interface, and
 * one contract suite over all three (tests/sources/contract.ts): the same data gives the same answers.
 * Package and namespace are the labels as recorded; a series without a namespace label has the namespace ''.
 * Every further label, such as a custom mapping's, is summed over.
 */
import type { Inventory } from '../environment/inventory.ts';
import type { Day, Window } from '../series/day.ts';

export interface Source extends Disposable {
  /** How a reader would name it in a sentence: `ledger ./popcon.db`, `collector http://127.0.0.1:9102`. */
  readonly origin: string;

  /** What to do where nothing is recorded, as the rest of a sentence: `start \`popcon serve\` and …`. */
  readonly emptyHint: string;

  /** Every namespace with anything recorded in the window, and its first and last day there. */
  namespaces(window: Window): Promise<readonly NamespaceSpan[]>;

  /** Reporting processes by namespace and day, days without any left out; ordered by namespace, then day. */
  processes(query: Query): Promise<readonly ProcessDay[]>;

  /** One row a package imported in the window, or a package and namespace where `split`. */
  usage(query: UsageQuery): Promise<readonly PackageUsage[]>;

  /** The last day before `before` of every package imported by then, those of `except` left out. */
  earlier(query: EarlierQuery): Promise<readonly LastSeen[]>;

  /** Importing processes of the packages asked for by day, days without any left out; ordered by both. */
  history(query: HistoryQuery): Promise<readonly PackageDay[]>;

  /** Names of the environments whose inventory is kept here, sorted; none where inventories are not kept. */
  environments(): Promise<readonly string[]>;

  /** The newest inventory of one environment, with the clock of each distribution. */
  environment(name: string): Promise<InstalledEnvironment | undefined>;
}

export interface Query {
  readonly window: Window;
  /** Only these namespaces; all when absent. */
  readonly namespaces?: readonly string[];
}

export interface UsageQuery extends Query {
  /** Only these; all when absent. */
  readonly packages?: readonly string[];
  /** A row for each namespace of a package rather than one for all. */
  readonly split?: boolean;
}

export interface EarlierQuery {
  readonly before: Day;
  readonly namespaces?: readonly string[];
  /** Packages whose last day is known already. */
  readonly except: ReadonlySet<string>;
}

export interface HistoryQuery extends Query {
  readonly packages: readonly string[];
}

/** First and last day are of its processes, or of its imports where its reporters count no processes. */
export interface NamespaceSpan {
  readonly namespace: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Whether its reporters count processes, without which no share can be given. */
  readonly countsProcesses: boolean;
}

export interface ProcessDay {
  readonly namespace: string;
  readonly day: Day;
  readonly processes: number;
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
}

export interface LastSeen {
  readonly package: string;
  readonly lastDay: Day;
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
}
