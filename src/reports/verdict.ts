/**
 * The verdicts of `popcon unused` on one installed distribution, each with its reason. A verdict is a member of
 * the union below with its row in {@link VERDICTS}; all that shows or counts verdicts reads the row.
 */
import type { WrittenReason } from '../environment/files/reasons.ts';
import { formatChain, formatNames, formatNamespaces, printable } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';
import type { Count, DayText } from './evidence.ts';
import type { KeepEntry } from './keep-list.ts';
import { formatNotObservable, type NotObservable } from './not-observable.ts';
import { formatRisk, type Origin, type Risk } from './record.ts';
import { formatUnseen, type StillUnseen } from './year.ts';

export type Verdict =
  /** Can go, with the group of {@link UnusedGroup.root}. */
  | ({ readonly verdict: 'unused' } & NeverImported)
  /** The same, of less than a full year: what is still to be seen, and how likely it is to be imported. */
  | ({
      readonly verdict: 'unused so far';
      /** A distribution that is unused so far and requires it, without which it would be unused. */
      readonly heldBy?: string;
    } & NeverImported &
      StillUnseen)
  /** See `missing` of the report. */
  | { readonly verdict: 'undecided'; readonly since: DayText }
  | {
      readonly verdict: 'too new';
      readonly since: DayText;
      readonly days: number;
      readonly processes: number;
    }
  /** By fewer processes than `--below` asks, and needed by nothing that is used more. */
  | ({ readonly verdict: 'rarely used'; readonly below: number } & Imported)
  /** Not in the namespaces that were asked for, but in others of the same environment. */
  | ({ readonly verdict: 'used elsewhere'; readonly namespaces: readonly string[] } & Imported)
  /** Processes asked for it, by an import that failed, and none imported it in the window. */
  | { readonly verdict: 'fails to import'; readonly processes: number; readonly lastDay: DayText }
  | { readonly verdict: 'commands not seen'; readonly commands: readonly string[] }
  /** Seasons are real. */
  | { readonly verdict: 'used before'; readonly lastDay: DayText }
  | { readonly verdict: 'not observable'; readonly because: NotObservable }
  /** `chain` runs from the one that stays to this one. */
  | {
      readonly verdict: 'needed';
      readonly by: string;
      readonly byVerdict: VerdictName;
      readonly chain: readonly string[];
    }
  /** Both own `modules`: to uninstall it would take them from `with`, which stays. */
  | { readonly verdict: 'shares files'; readonly with: string; readonly modules: readonly string[] }
  | { readonly verdict: 'baseline' }
  | ({ readonly verdict: 'kept' } & Omit<KeepEntry, 'matches' | 'until'>)
  | ({ readonly verdict: 'used' } & Imported);

interface NeverImported {
  readonly group: string;
  readonly since: DayText;
  /** That the evidence spans. */
  readonly days: number;
  readonly origin: Origin;
  readonly risk: Risk;
}

interface Imported extends Count {
  readonly lastDay: DayText;
}

export type VerdictName = Verdict['verdict'];

export type VerdictOf<Name extends VerdictName> = Extract<Verdict, { readonly verdict: Name }>;

/** That of one that nothing which stays needs, before its group is known. */
export type Graded = WithoutGroup<VerdictOf<'unused' | 'unused so far'>>;

type WithoutGroup<One> = One extends unknown ? Omit<One, 'group'> : never;

export interface VerdictRow<Name extends VerdictName> {
  /** True of every distribution with this verdict. */
  readonly meaning: string;
  /** A distribution stays, and all that it requires with it: by itself, because one that stays requires it, or not. */
  readonly stays: 'by itself' | 'for another' | 'no';
  /**
   * `groups`: as the answer. `waiting`: by name where nothing is called unused yet. `named`: by name below the
   * answer, since it is worth a look. `folded`: by name where the reader opens a list. `counted`: as a number.
   */
  readonly listed: 'groups' | 'waiting' | 'named' | 'folded' | 'counted';
  readonly colour: VerdictColour;
  /** The particulars of one distribution, for a table of this verdict; the sentence where absent. */
  brief?(verdict: VerdictOf<Name>): string;
  /** Why this distribution has it, without the full stop. */
  sentence(verdict: VerdictOf<Name>): string;
}

/** `used` is shaded by the share of processes. */
export type VerdictColour = 'used' | 'needed' | 'unknown' | 'unused';

/** In the order in which a reader who wants to remove something reads them. */
export const VERDICTS = {
  unused: {
    meaning: 'can go',
    stays: 'no',
    listed: 'groups',
    colour: 'unused',
    sentence: ({ since }) =>
      `not imported since ${since}, which is long enough, and needed by nothing that stays`,
  },
  'unused so far': {
    meaning: 'never imported, but not all use of a year was seen',
    stays: 'no',
    listed: 'groups',
    colour: 'unused',
    sentence: ({ since, days, heldBy, risk, ...unseen }) =>
      [
        `not imported since ${since}, ${formatOf(days, 'day')}, and needed by nothing that stays`,
        heldBy === undefined
          ? formatUnseen(unseen)
          : `required by ${printable(heldBy)}, which is unused so far`,
        formatRisk(risk),
      ]
        .filter((part) => part !== undefined)
        .join('; '),
  },
  undecided: {
    meaning: 'not imported, but the evidence is thin',
    stays: 'no',
    listed: 'waiting',
    colour: 'unknown',
    sentence: ({ since }) =>
      `not imported since ${since}, but the evidence as a whole does not carry a verdict`,
  },
  'too new': {
    meaning: 'not observed for long enough',
    stays: 'by itself',
    listed: 'waiting',
    colour: 'unknown',
    sentence: ({ since, days, processes }) =>
      days === 0
        ? 'not observed on any day yet'
        : `observed since ${since} only: ${formatOf(days, 'day')}, ${formatOf(processes, 'process', 'processes')}`,
  },
  'rarely used': {
    meaning: 'imported by fewer processes than asked',
    stays: 'by itself',
    listed: 'named',
    colour: 'used',
    brief: ({ lastDay, ...count }) => `${formatProcesses(count)}, last on ${lastDay}`,
    sentence: ({ below, lastDay, ...count }) =>
      `imported by ${formatProcesses(count)}, fewer than ${formatCount(below)}, last on ${lastDay}`,
  },
  'used elsewhere': {
    meaning: 'imported in namespaces not asked for',
    stays: 'by itself',
    listed: 'named',
    colour: 'used',
    brief: ({ namespaces, lastDay, ...count }) =>
      `${formatNamespaces(namespaces)}: ${formatProcesses(count)}, last on ${lastDay}`,
    sentence: ({ namespaces, lastDay, ...count }) =>
      `imported in ${formatNamespaces(namespaces)} by ${formatProcesses(count)}, last on ${lastDay}`,
  },
  'fails to import': {
    meaning: 'wanted, but its import fails',
    stays: 'by itself',
    listed: 'named',
    colour: 'used',
    brief: ({ processes, lastDay }) => `in ${formatProcesses({ processes })}, last on ${lastDay}`,
    sentence: ({ processes, lastDay }) =>
      `wanted, but its import failed in ${formatProcesses({ processes })}, last on ${lastDay}: mend it rather than remove it`,
  },
  'commands not seen': {
    meaning: 'its commands may be run in a terminal',
    stays: 'by itself',
    listed: 'named',
    colour: 'unknown',
    brief: ({ commands }) => formatNames(commands, 3),
    sentence: ({ commands }) =>
      `never imported, but has commands whose use in a terminal does not show: ${formatNames(commands)}`,
  },
  'used before': {
    meaning: 'imported before the window, not in it',
    stays: 'by itself',
    listed: 'named',
    colour: 'unknown',
    brief: ({ lastDay }) => `last on ${lastDay}`,
    sentence: ({ lastDay }) => `not imported in the window, but before it, last on ${lastDay}`,
  },
  'not observable': {
    meaning: 'no import would show its use',
    stays: 'by itself',
    listed: 'folded',
    colour: 'unknown',
    sentence: ({ because }) => formatNotObservable(because),
  },
  needed: {
    meaning: 'required by one that stays',
    stays: 'for another',
    listed: 'counted',
    colour: 'needed',
    sentence: ({ by, byVerdict, chain }) =>
      `not imported, but required by ${printable(by)} (${byVerdict}): ${formatChain(chain)}`,
  },
  'shares files': {
    meaning: 'owns files of one that stays',
    stays: 'by itself',
    listed: 'folded',
    colour: 'needed',
    sentence: ({ with: other, modules }) =>
      `owns the same files as ${printable(other)}, which stays: ${formatNames(modules)}`,
  },
  baseline: {
    meaning: 'loaded before the reporter: not countable',
    stays: 'by itself',
    listed: 'counted',
    colour: 'needed',
    sentence: () => 'loaded before the reporter in every kernel, so it cannot be counted',
  },
  kept: {
    meaning: 'the keep-list says so',
    stays: 'by itself',
    listed: 'counted',
    colour: 'needed',
    sentence: ({ pattern, line, file = 'the keep-list', reason, owner }) =>
      [
        `kept by ${printable(pattern)} in line ${line} of ${printable(file)}`,
        ...(reason === undefined && owner === undefined ? [] : [': ']),
        [reason, owner === undefined ? undefined : `ask ${owner}`]
          .filter((text) => text !== undefined)
          .map(printable)
          .join(', '),
      ].join(''),
  },
  used: {
    meaning: 'imported in the window',
    stays: 'by itself',
    listed: 'counted',
    colour: 'used',
    sentence: ({ lastDay, ...count }) => `imported by ${formatProcesses(count)}, last on ${lastDay}`,
  },
} as const satisfies { readonly [Name in VerdictName]: VerdictRow<Name> };

/** In the order of their rows. */
export const verdictNames = Object.keys(VERDICTS) as readonly VerdictName[];

/** The verdicts of what stays by itself. */
export type StayingVerdict = {
  [Name in VerdictName]: (typeof VERDICTS)[Name] extends { readonly stays: 'by itself' } ? Name : never;
}[VerdictName];

export interface Judged {
  readonly name: string;
  readonly version?: string;
  readonly bytes?: number;
  readonly requested?: boolean;
  readonly verdict: Verdict;
  /** {@link reasonFor} the verdict: the same words in every form of an answer. */
  readonly reason: string;
  /** Where the files that the environment is made from ask for it, and what is written there; undefined: nowhere. */
  readonly askedFor?: readonly WrittenReason[];
}

export function rowOf(verdict: VerdictName): VerdictRow<VerdictName> {
  return VERDICTS[verdict];
}

/** Why a distribution has its verdict: one sentence without its full stop. */
export function reasonFor(verdict: Verdict): string {
  return rowOf(verdict.verdict).sentence(verdict);
}

/** `12 processes (3.4%)`. */
export function formatProcesses({ processes, share }: Count): string {
  const count = formatOf(processes, 'process', 'processes');
  return share === undefined ? count : `${count} (${formatShare(share)})`;
}
