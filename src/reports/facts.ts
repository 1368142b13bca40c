/** The facts about an environment and the terms on which it is judged: all that verdicts are made of. */
import type { Graph } from '../environment/graph.ts';
import type { Inventory } from '../environment/inventory.ts';
import type { Day } from '../series/day.ts';
import type { Clock } from './clock.ts';
import type { Count } from './evidence.ts';
import type { Held } from './holders.ts';
import type { KeepEntry } from './keep-list.ts';

export interface Use extends Count {
  /** Set where only namespaces imported it that were not asked for. */
  readonly elsewhere?: readonly string[];
  readonly lastDay: Day;
}

/** Processes in which the import of a distribution failed. */
export interface Failures {
  readonly processes: number;
  readonly lastDay: Day;
}

export interface Facts {
  readonly inventory: Inventory;
  readonly graph: Graph;
  /** Those of the inventory that others can hold. */
  readonly held: readonly Held[];
  /** By normalised name, for those imported in the window. */
  readonly uses: ReadonlyMap<string, Use>;
  /** The last day before the window, for those imported by then. */
  readonly earlier: ReadonlyMap<string, Day>;
  /** By normalised name, for those whose import failed in some process, in the window or before. */
  readonly failures: ReadonlyMap<string, Failures>;
  readonly clockOf: (name: string) => Clock;
}

export interface Terms {
  readonly minDays: number;
  readonly minProcesses: number;
  /** Fewer processes than this are rare use. */
  readonly below?: number | undefined;
  readonly includeCommands: boolean;
  readonly keep: readonly KeepEntry[];
}
