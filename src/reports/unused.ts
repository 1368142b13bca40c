/** The answer to which installed distributions can go: a verdict on each, the unused in groups. */
import type { WrittenReasons } from '../environment/files/reasons.ts';
import type { Unknown } from '../environment/inventory.ts';
import type { Day } from '../series/day.ts';
import type { Query } from '../sources/source.ts';
import type { DayText, Evidence, WindowText } from './evidence.ts';
import type { Terms } from './facts.ts';
import type { KeepEntry } from './keep-list.ts';
import type { RecordRow, Risk } from './record.ts';
import type { SilenceTerms } from './silence.ts';
import type { Judged, VerdictName } from './verdict.ts';
import type { AcademicTerm, StillUnseen } from './year.ts';

export interface UnusedReport {
  readonly report: 'unused';
  readonly evidence: Evidence;
  readonly environment: EnvironmentSummary;
  /** Empty where the evidence carries the answer; otherwise nothing is called unused. */
  readonly missing: readonly Missing[];
  /**
   * A package that was imported on none of `days`, on which it could have been, is imported on fewer than 1 in `oneIn`
   * of such days, with 95% confidence: the rule of three. Days, since processes of a day are not independent.
   */
  readonly bound?: { readonly days: number; readonly oneIn: number };
  /** Unused over a full year, or by the record: sorted by the disk they free. */
  readonly groups: readonly UnusedGroup[];
  /** Freed by removing all groups. */
  readonly freed: Freed;
  /** Never imported either, in evidence of less than that. */
  readonly soFar: UnusedSoFar;
  /** How often such answers were wrong before: the same rule asked at each past month. */
  readonly record: { readonly asked: number; readonly answered: number; readonly rows: readonly RecordRow[] };
  /** Every installed distribution, by name. */
  readonly distributions: readonly Judged[];
  readonly counts: Readonly<Record<VerdictName, number>>;
  /** Entries of the keep-list that match nothing installed. */
  readonly staleKeeps: readonly Pick<KeepEntry, 'pattern' | 'line' | 'file'>[];
  /** Worth knowing, changing no verdict: one sentence each. */
  readonly notes: readonly string[];
}

export interface Freed {
  readonly distributions: number;
  readonly bytes?: number;
}

export interface UnusedSoFar extends StillUnseen {
  /** Sorted by the disk they free times the chance that they stay unused. */
  readonly groups: readonly SoFarGroup[];
  readonly freed: Freed;
  /** The days of the shortest evidence and of the longest; 0 where there is none. */
  readonly days: { readonly least: number; readonly most: number };
  /** How many of them will be imported within a year, if it goes as in the record or in the model. */
  readonly expectedBack: number;
}

export interface SoFarGroup extends UnusedGroup {
  readonly days: number;
  /** The risk of the member that is most likely to be imported. */
  readonly risk: Risk;
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
  /** Further environments have an inventory, and nothing tells which processes are whose. */
  | { readonly missing: 'environment'; readonly others: readonly string[] }
  /** The reporter is not switched on in the environment. */
  | { readonly missing: 'reporter' }
  | { readonly missing: 'days'; readonly have: number; readonly need: number }
  | { readonly missing: 'processes'; readonly have: number; readonly need: number }
  /** Too many of the reports did not name all that their process imported. */
  | { readonly missing: 'complete reports'; readonly incomplete: number; readonly of: number }
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
  readonly installedSince?: Day | undefined;
  /** The comments in the files that the environment is made from. */
  readonly written?: WrittenReasons;
  /** Entries of the keep-list that have expired, one sentence each, to be said with the answer. */
  readonly expired?: readonly string[];
  /** At most so much of what is called unused, 0 to 1, may be imported within a year; 0.02 where absent. */
  readonly accept?: number;
  /** By which it is said what of the year is still to be seen. */
  readonly academicTerms?: readonly AcademicTerm[];
  /** Nothing is imported outside of kernels, so that the reports of kernels are those of every process. */
  readonly kernelsOnly?: boolean;
}
