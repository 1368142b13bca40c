/**
 * Silence that weekends and holidays do not explain: how many days without a report are usual is learnt from
 * the namespace's own days; more than that is a finding, since what was not reported cannot count as not used.
 */
import type { Day, Window } from '../series/day.ts';
import type { Activity } from './activity.ts';
import { type WindowText, windowText } from './evidence.ts';

/** A part of the window in which less was reported than can be explained by weekends and holidays. */
export interface Silence {
  /** Absent where nobody at all reported. */
  readonly namespace?: string;
  readonly silent: WindowText;
  readonly days: number;
  readonly usualDays: number;
}

export interface SilenceTerms extends SilenceRule {
  /** Namespaces that are over: their silence is no finding. */
  readonly retired: readonly string[];
  /** Namespaces that must report: who never has is missed, too. */
  readonly expected: readonly string[];
}

export interface SilenceRule {
  /** The longest silence in days that is taken as usual; learnt where absent. */
  readonly maxSilentDays?: number | undefined;
  /** Days on which nobody was expected: holidays, maintenance. */
  readonly quiet: readonly Window[];
}

/** A long weekend: never fewer days than these are a finding by themselves. */
const LONG_WEEKEND_DAYS = 4;
/** Too few days of reports teach nothing about what is usual. */
const DAYS_TO_LEARN_FROM = 10;

/**
 * The longest silence that is usual for who reported on these days: what it is where one day of reports fails after
 * the silence that nine in ten do not exceed, and at least a long weekend. A course that meets on Mondays is silent
 * for 6 days between, and for 13 where it missed one.
 */
export function usualSilenceDays(days: readonly Day[], { maxSilentDays }: SilenceRule): number {
  if (maxSilentDays !== undefined) return maxSilentDays;
  if (days.length < DAYS_TO_LEARN_FROM) return LONG_WEEKEND_DAYS;
  const silences = days.slice(1).map((day, at) => day - (days[at] ?? day) - 1);
  silences.sort((a, b) => a - b);
  const usual = silences[Math.floor((silences.length - 1) * 0.9)] ?? 0;
  return Math.max(LONG_WEEKEND_DAYS, 2 * usual + 1);
}

/**
 * Silences in `window` longer than usual. `days`, sorted, may reach back before the window: who reported before
 * it is expected in it; who began in it is expected from then on.
 */
export function findSilences(
  days: readonly Day[],
  window: Window,
  rule: SilenceRule,
): readonly Omit<Silence, 'namespace'>[] {
  const usualDays = usualSilenceDays(days, rule);
  const silences: Omit<Silence, 'namespace'>[] = [];
  const heard = [...days.filter((day) => day <= window.to), window.to + 1];
  for (const [at, next] of heard.entries()) {
    const previous = heard[at - 1];
    if (previous === undefined) continue;
    for (const { from, to } of withoutQuiet({ from: previous + 1, to: next - 1 }, rule.quiet)) {
      const silent = { from: Math.max(from, window.from), to };
      const silentDays = silent.to - silent.from + 1;
      if (silentDays > usualDays) silences.push({ silent: windowText(silent), days: silentDays, usualDays });
    }
  }
  return silences;
}

/**
 * Silences of everybody together and of each namespace.
 * @param known the activity of the window and of a time before it, from which is learnt what is usual.
 */
export function silencesOf(known: Activity, window: Window, terms: SilenceTerms): readonly Silence[] {
  const everybody = [...new Set(known.days.map(({ day }) => day))].sort((a, b) => a - b);
  const byNamespace = new Map<string, readonly { readonly day: Day }[]>(
    Map.groupBy(known.days, ({ namespace }) => namespace),
  );
  // Treated as one that reported until the window began.
  for (const absent of neverReported(known, terms)) byNamespace.set(absent, [{ day: window.from - 1 }]);
  for (const retired of terms.retired) byNamespace.delete(retired);
  const all = findSilences(everybody, window, terms);
  return [
    ...all,
    ...[...byNamespace].flatMap(([namespace, days]) =>
      findSilences(
        days.map(({ day }) => day),
        window,
        terms,
      )
        // A silence of everybody is told once.
        .filter(
          ({ silent }) => !all.some((each) => each.silent.from <= silent.from && silent.to <= each.silent.to),
        )
        .map((silence) => ({ namespace, ...silence })),
    ),
  ];
}

/** Expected namespaces of which nothing is known. */
export function neverReported({ days }: Activity, { expected, retired }: SilenceTerms): readonly string[] {
  const heard = new Set(days.map(({ namespace }) => namespace));
  return [...new Set(expected)].filter((name) => !heard.has(name) && !retired.includes(name));
}

/** The pieces of a stretch of days between the quiet ones; a piece may have no day. */
function withoutQuiet(stretch: Window, quiet: readonly Window[]): readonly Window[] {
  return quiet.reduce<readonly Window[]>(
    (parts, { from, to }) =>
      parts.flatMap((part) =>
        to < part.from || from > part.to
          ? [part]
          : [
              { from: part.from, to: from - 1 },
              { from: to + 1, to: part.to },
            ],
      ),
    [stretch],
  );
}
