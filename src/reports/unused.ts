/** Which installed distributions can go: one verdict each, and the unused in groups that can go together. */
import type { Unknown } from '../environment/inventory.ts';
import type { Day } from '../series/day.ts';
import type { InstalledEnvironment, Query, Source } from '../sources/source.ts';
import { assess } from './assess.ts';
import type { DayText, Evidence, WindowText } from './evidence.ts';
import type { Terms } from './judge.ts';
import type { SilenceTerms } from './silence.ts';
import type { Judged, VerdictName } from './verdict.ts';

export interface UnusedReport {
  readonly report: 'unused';
  readonly evidence: Evidence;
  readonly environment: EnvironmentSummary;
  /** Empty where the evidence carries the answer; otherwise nothing is called unused. */
  readonly missing: readonly Missing[];
  /** At 95% fewer than 1 in `oneIn` processes use what none of `processes` imported: the rule of three. */
  readonly bound?: { readonly processes: number; readonly oneIn: number };
  /** Sorted by the disk they free. */
  readonly groups: readonly UnusedGroup[];
  /** What going through all groups frees. */
  readonly freed: { readonly distributions: number; readonly bytes?: number };
  /** Every installed distribution, by name. */
  readonly distributions: readonly Judged[];
  readonly counts: Readonly<Record<VerdictName, number>>;
  /** Entries of the keep-list that match nothing installed. */
  readonly staleKeeps: readonly { readonly pattern: string; readonly line: number }[];
  /** Worth knowing, changing no verdict: one sentence each. */
  readonly notes: readonly string[];
}

export interface EnvironmentSummary {
  readonly name: string;
  /** Day of the inventory. */
  readonly day: DayText;
  readonly python?: string;
  readonly distributions: number;
  readonly bytes?: number;
}

export interface UnusedGroup {
  /** The distribution nobody requires; of several that require each other the first by name. */
  readonly root: string;
  /** All who go, roots first, then by name. */
  readonly members: readonly string[];
  readonly bytes?: number;
  /** Groups, by root, that must go before: these members are shared by them. */
  readonly after: readonly string[];
}

/** A reason why nothing may be called unused yet, and what would mend it. */
export type Missing =
  | { readonly missing: 'days'; readonly have: number; readonly need: number }
  | { readonly missing: 'processes'; readonly have: number; readonly need: number }
  /** The inventory does not tell what is needed to know that nothing else needs it. */
  | { readonly missing: 'inventory'; readonly unknown: readonly Unknown[] }
  /** Nothing was reported in part of the window; without `namespace`, by nobody at all. */
  | {
      readonly missing: 'silence';
      readonly namespace?: string;
      readonly days: number;
      readonly silent: WindowText;
      /** The longest silence that would have been taken as usual, in days. */
      readonly usual: number;
    };

export interface UnusedOptions extends Query, Terms, SilenceTerms {
  /** When what the first inventory lists was installed at the latest, where that is known. */
  readonly installedSince?: Day;
}

/** Judges all that `installed` has. */
export async function unusedReport(
  source: Source,
  installed: InstalledEnvironment,
  options: UnusedOptions,
): Promise<UnusedReport> {
  return (await assess(source, installed, options)).report;
}
