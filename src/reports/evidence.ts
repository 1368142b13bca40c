/**
 * The evidence of an answer: the window, the processes seen in it, and those that could not be seen. Every report
 * carries it. Reports are plain values whose days are `YYYY-MM-DD`, so that a report is its own JSON.
 */
import { defined } from '../defined.ts';
import { daysOf, formatDay, isInAny, type Window } from '../series/day.ts';
import type { Query } from '../sources/source.ts';
import { sum, sumBy, sumOfKnown } from '../sums.ts';
import type { Activity } from './activity.ts';

/** A UTC day, `YYYY-MM-DD`. */
export type DayText = string;

export interface WindowText {
  readonly from: DayText;
  readonly to: DayText;
}

export interface Evidence {
  /** Where the counts come from. */
  readonly source: string;
  readonly window: WindowText;
  /** The namespaces asked for; absent where all were. */
  readonly namespaces?: readonly string[];
  /** Reporting processes in the window; absent where some were reported, but by no reporter that counts them. */
  readonly processes?: number;
  /** Those of them that could not name all they imported; absent where there are none. */
  readonly incomplete?: number;
  /** Those of them that ran in other environments than the one asked about; absent where there are none. */
  readonly elsewhere?: number;
  /** Days of the window on which anything was reported, and those it has. */
  readonly daysReported: number;
  readonly days: number;
  /** The first and last day of the window on which anything was reported. */
  readonly observed?: WindowText;
  /** Days of the window that are no evidence, since nobody was expected; absent where there are none. */
  readonly holidays?: number;
  /** Namespaces that reported, and whose silence is none, since they are over; absent where there are none. */
  readonly closed?: readonly string[];
  /**
   * Namespaces that reported packages on days without process counts, as the original's reporter does: they
   * have no share, and are in no share of all.
   */
  readonly withoutProcesses: readonly string[];
}

/** The numbers of processes that shares are of. */
export interface Denominators {
  /** Processes of each namespace that has a share. */
  readonly byNamespace: ReadonlyMap<string, number>;
  /** Processes of all of these together; undefined where there are none, and so no share. */
  readonly all: number | undefined;
}

export function evidenceOf(origin: string, { window, namespaces }: Query, activity: Activity): Evidence {
  const days = [...new Set(activity.days.map(({ day }) => day))].sort((a, b) => a - b);
  const [first, last] = [days[0], days.at(-1)];
  const { all } = denominatorsOf(activity);
  return {
    source: origin,
    window: windowText(window),
    ...defined({ namespaces }),
    ...defined({
      processes: all ?? (days.length === 0 ? 0 : undefined),
      incomplete: sum(activity.days.map(({ incomplete = 0 }) => incomplete)) || undefined,
      elsewhere: sum(activity.days.map(({ elsewhere = 0 }) => elsewhere)) || undefined,
    }),
    daysReported: days.length,
    days: window.to - window.from + 1,
    ...(first === undefined || last === undefined ? {} : { observed: windowText({ from: first, to: last }) }),
    withoutProcesses: [...activity.uncountedUntil.keys()].sort(),
  };
}

/**
 * The holidays and closed namespaces that are no part of a window's evidence.
 * @param known the activity of the window and of a time before it.
 */
export function notExpected(
  { days }: Activity,
  window: Window,
  { quiet, retired }: { readonly quiet: readonly Window[]; readonly retired: readonly string[] },
): Pick<Evidence, 'holidays' | 'closed'> {
  const holidays = daysOf(window).filter((day) => isInAny(quiet, day)).length;
  const closed = [...new Set(retired)].filter((name) => days.some(({ namespace }) => namespace === name));
  return { ...(holidays > 0 && { holidays }), ...(closed.length > 0 && { closed }) };
}

export function denominatorsOf({ days, uncountedUntil }: Activity): Denominators {
  const counted = days.filter(({ namespace }) => !uncountedUntil.has(namespace));
  const byNamespace = sumBy(
    counted,
    ({ namespace }) => namespace,
    ({ processes }) => processes,
  );
  return { byNamespace, all: sumOfKnown([...byNamespace.values()]) };
}

export function windowText({ from, to }: Window): WindowText {
  return { from: formatDay(from), to: formatDay(to) };
}

/** Processes, and their share of those that could have been counted; absent without a denominator. */
export interface Count {
  readonly processes: number;
  /** 0 to 1. */
  readonly share?: number;
}

/** A share where there is something to share; spread into a report's row. */
export function shareOf(count: number, denominator: number | undefined): { readonly share?: number } {
  return denominator === undefined || denominator === 0 ? {} : { share: count / denominator };
}
