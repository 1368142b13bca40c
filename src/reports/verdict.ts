/** What can be said of one installed distribution, and why: the verdicts of `popcon unused`. */
import type { DayText } from './evidence.ts';

export type Verdict =
  /** Imported in the window. */
  | {
      readonly verdict: 'used';
      readonly processes: number;
      readonly share?: number;
      readonly lastDay: DayText;
    }
  /** Imported in the window, in fewer processes than `--below` asks, and needed by nothing that is used more. */
  | {
      readonly verdict: 'rarely used';
      readonly processes: number;
      readonly share?: number;
      readonly lastDay: DayText;
      readonly below: number;
    }
  /** Not imported in the window but before it: seasons are real. */
  | { readonly verdict: 'used before'; readonly lastDay: DayText }
  /** Not imported, but required by one that stays: `chain` runs from that one to this one. */
  | {
      readonly verdict: 'needed';
      readonly by: string;
      readonly byVerdict: StayingVerdict;
      readonly chain: readonly string[];
    }
  /** Loaded before the reporter in every kernel, so that it cannot be counted. */
  | { readonly verdict: 'baseline' }
  | { readonly verdict: 'not observable'; readonly because: NotObservable }
  /** Never imported, but it has commands, whose use in a terminal the activation does not show. */
  | { readonly verdict: 'commands not seen'; readonly commands: readonly string[] }
  /** Observed for fewer days or in fewer processes than asked. */
  | {
      readonly verdict: 'too new';
      readonly since: DayText;
      readonly days: number;
      readonly processes: number;
    }
  /** The keep-list says so: its pattern and where it stands. */
  | { readonly verdict: 'kept'; readonly pattern: string; readonly line: number }
  /** Not imported, but the evidence as a whole does not carry it: see `missing` of the report. */
  | { readonly verdict: 'undecided'; readonly since: DayText }
  /** Can go, with the group of {@link UnusedGroup.root}. */
  | { readonly verdict: 'unused'; readonly group: string; readonly since: DayText };

export const verdictNames = [
  'used',
  'rarely used',
  'used before',
  'needed',
  'baseline',
  'not observable',
  'commands not seen',
  'too new',
  'kept',
  'undecided',
  'unused',
] as const satisfies readonly Verdict['verdict'][];

export type VerdictName = (typeof verdictNames)[number];

/** The verdicts of what stays by itself, not merely because another needs it. */
export type StayingVerdict = Exclude<VerdictName, 'needed' | 'undecided' | 'unused'>;

export type NotObservable =
  /** It belongs to the installation itself: an installer, the reporter, Jupyter's servers. */
  | { readonly kind: 'installation' }
  /** It is loaded by entry point, for the program that defines the group. */
  | { readonly kind: 'plugin'; readonly group: string }
  /** It has no importable module and no commands: stubs, fonts, metapackages. */
  | { readonly kind: 'no module' }
  /** It has no importable module, only commands. */
  | { readonly kind: 'commands alone'; readonly commands: readonly string[] }
  /** The inventory does not tell its modules. */
  | { readonly kind: 'modules unknown' };

export interface Judged {
  readonly name: string;
  readonly version?: string;
  readonly bytes?: number;
  readonly requested?: boolean;
  readonly verdict: Verdict;
}
