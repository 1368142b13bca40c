/**
 * Tells evidence of a full year from less, and names the days of the year that are still to be seen: a course of the
 * autumn is not seen in spring, and a season in which nobody reported has not been seen either.
 */
import { type Day, isInAny, type Window } from '../series/day.ts';
import { formatList } from '../words/names.ts';
import { type WindowText, windowText } from './evidence.ts';

const YEAR_DAYS = 365;
/** An annual event may come so many days earlier or later than the year before. */
const MOVES_DAYS = 28;
/** Fewer days of evidence are no full year. */
export const FULL_YEAR_DAYS = YEAR_DAYS + MOVES_DAYS;
/** So long a stretch of the year may pass without a report, weekends and short breaks among them, and is seen. */
const MAX_GAP_DAYS = 28;

/** A period of one year that has a name, and comes again. */
export interface AcademicTerm extends Window {
  readonly name: string;
}

/**
 * The days to come, within a year of the last day of `evidence`, whose season it does not hold; empty where it spans
 * a full year.
 * @param wasSeen whether anything was reported on a day, or nobody was expected.
 */
export function unseenDays({ from, to }: Window, wasSeen: (day: Day) => boolean): readonly Window[] {
  const missing = Math.min(YEAR_DAYS, from + FULL_YEAR_DAYS - 1 - to);
  const isUnseen = (day: Day) => {
    if (day <= to + missing) return true;
    for (let past = day - YEAR_DAYS; past >= from; past -= YEAR_DAYS) if (wasSeen(past)) return false;
    return true;
  };
  const unseen: Window[] = [];
  for (let day = to + 1; day <= to + YEAR_DAYS; day++) {
    if (!isUnseen(day)) continue;
    const first = day;
    while (day < to + YEAR_DAYS && isUnseen(day + 1)) day += 1;
    if (day - first + 1 > MAX_GAP_DAYS || first <= to + missing) unseen.push({ from: first, to: day });
  }
  return unseen;
}

/** The names of the terms of which most is unseen; of the same one of several years the newest. */
function unseenTerms(
  terms: readonly AcademicTerm[],
  unseen: readonly Window[],
  lastDay: Day,
): readonly string[] {
  const unseenOnes: (AcademicTerm & { readonly comesOn: Day })[] = [];
  for (const term of terms.toSorted((a, b) => b.from - a.from)) {
    const days = Array.from({ length: term.to - term.from + 1 }, (_, at) =>
      comingDay(term.from + at, lastDay),
    );
    const comesOn = comingDay(term.from, lastDay);
    if (days.filter((day) => isInAny(unseen, day)).length <= days.length / 2) continue;
    if (unseenOnes.some((other) => Math.abs(other.comesOn - comesOn) <= MOVES_DAYS)) continue;
    unseenOnes.push({ ...term, comesOn });
  }
  return unseenOnes.sort((a, b) => a.comesOn - b.comesOn).map(({ name }) => name);
}

/** The day of the year after `lastDay` that a day is in its own year. */
function comingDay(day: Day, lastDay: Day): Day {
  return lastDay + 1 + ((((day - lastDay - 1) % YEAR_DAYS) + YEAR_DAYS) % YEAR_DAYS);
}

/** The part of a year, or of the processes, that no report has covered; spread into a verdict. */
export interface StillUnseen {
  /** Days to come whose season has not been seen yet. */
  readonly unseen: readonly WindowText[];
  /** The configured terms of which most has not been. */
  readonly unseenTerms: readonly string[];
  /** Not every process reports, so that some of the use is seen at no time. */
  readonly unseenProcesses?: true;
}

export function stillUnseen(
  unseen: readonly Window[],
  { academicTerms = [], today, everyProcessReports }: SeenTerms,
): StillUnseen {
  return {
    unseen: unseen.map(windowText),
    unseenTerms: unseenTerms(academicTerms, unseen, today),
    ...(everyProcessReports ? {} : { unseenProcesses: true }),
  };
}

/** By what is told what of the use has not been seen. */
export interface SeenTerms {
  readonly today: Day;
  readonly academicTerms?: readonly AcademicTerm[] | undefined;
  readonly everyProcessReports: boolean;
}

/** `no autumn 2026 yet`, or the days; undefined where all of a full year was seen. */
export function formatUnseen({
  unseen,
  unseenTerms: terms,
  unseenProcesses,
}: StillUnseen): string | undefined {
  const parts = [
    terms.length > 0 ? `no ${formatList(terms)} yet` : undefined,
    terms.length > 0 || unseen.length === 0
      ? undefined
      : `still to be seen: ${unseen.map(({ from, to }) => `${from} to ${to}`).join(', ')}`,
    unseenProcesses ? 'what scripts and worker processes import is not seen' : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('; ');
}
