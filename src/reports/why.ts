/** The whole reasoning on one distribution: its verdict, the numbers, and every side of the graph. */
import type { DayText } from './evidence.ts';
import type { EnvironmentSummary, UnusedReport } from './unused.ts';
import type { Judged } from './verdict.ts';

export interface WhyReport {
  readonly report: 'why';
  readonly evidence: UnusedReport['evidence'];
  readonly environment: EnvironmentSummary;
  readonly missing: UnusedReport['missing'];
  readonly distribution: Judged;
  readonly installer?: string;
  readonly firstSeen?: DayText;
  readonly importNames?: readonly string[];
  readonly commands?: readonly string[];
  readonly entryPoints?: Readonly<Record<string, readonly string[]>>;
  readonly baseline: boolean;
  readonly processes: number;
  readonly share?: number;
  readonly direct?: number;
  readonly lastDay?: DayText;
  readonly byNamespace: readonly {
    readonly namespace: string;
    readonly processes: number;
    readonly share?: number;
    readonly lastDay?: DayText;
  }[];
  /** Who requires it, and what they are; `extra` where only through an extra. */
  readonly requiredBy: readonly Neighbour[];
  readonly requires: readonly Neighbour[];
  /** Who would go with it, where it is unused. */
  readonly group?: UnusedReport['groups'][number];
}

export interface Neighbour {
  readonly name: string;
  readonly extra?: string;
  /** Absent where it is not installed. */
  readonly verdict?: Judged['verdict'];
}
