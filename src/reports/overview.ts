/** Is everybody reporting? Processes by day, and each namespace's liveness: silence is what must be noticed. */
import { type Day, formatDay, type Window } from '../series/day.ts';
import type { Query, Source } from '../sources/source.ts';
import { activityIn, readActivity } from './activity.ts';
import type { DayText, Evidence } from './evidence.ts';
import { type Silence, type SilenceTerms, silencesOf, usualSilenceDays } from './silence.ts';
import { windowBefore } from './top.ts';
import { readUsageIn } from './usage.ts';

export interface OverviewReport {
  readonly report: 'overview';
  readonly evidence: Evidence;
  /** Packages imported in the window. */
  readonly packages: number;
  /** Every day of the window in order. */
  readonly days: readonly { readonly day: DayText; readonly processes: number }[];
  readonly namespaces: readonly NamespaceLiveness[];
  readonly silences: readonly Silence[];
}

export type LivenessState =
  /** Reported within its usual silence. */
  | 'reporting'
  /** Silent for longer than is usual for it. */
  | 'silent'
  /** Reports packages, but its reporters do not count processes. */
  | 'no process counts';

export interface NamespaceLiveness {
  /** '' for the processes without a namespace. */
  readonly namespace: string;
  readonly state: LivenessState;
  readonly processes?: number;
  readonly lastDay: DayText;
  /** Days since the last report, at the window's end. */
  readonly silentDays: number;
  /** The longest silence that is usual for it, in days. */
  readonly usualSilenceDays: number;
  /** Processes on each day of the window, in order. */
  readonly days: readonly number[];
}

const LEARNT: SilenceTerms = { quiet: [], retired: [] };

/** Who reported, and whether all still do. */
export async function overviewReport(source: Source, query: Query): Promise<OverviewReport> {
  const { window } = query;
  // What is usual is learnt from the period before, too; and who fell silent in it is missed in this one.
  const known = await readActivity(source, {
    ...query,
    window: { ...window, from: windowBefore(window).from },
  });
  const { evidence, packages, activity } = await readUsageIn(source, query, activityIn(known, window));
  const byNamespace = Map.groupBy(known.days, ({ namespace }) => namespace);
  const inWindow = sumByDay(activity.days);
  const namespaces = [...byNamespace].map(([namespace, days]) =>
    liveness(namespace, days, window, activity.uncountedUntil.has(namespace)),
  );
  return {
    report: 'overview',
    evidence,
    packages: packages.length,
    days: eachDay(window).map((day) => ({ day: formatDay(day), processes: inWindow.get(day) ?? 0 })),
    namespaces: namespaces.sort((a, b) => (b.processes ?? 0) - (a.processes ?? 0)),
    silences: silencesOf(known, window, LEARNT),
  };
}

interface Count {
  readonly day: Day;
  readonly processes: number;
}

function liveness(
  namespace: string,
  days: readonly Count[],
  window: Window,
  uncounted: boolean,
): NamespaceLiveness {
  const counts = sumByDay(days);
  const inWindow = eachDay(window).map((day) => counts.get(day) ?? 0);
  const lastDay = days.at(-1)?.day ?? window.from;
  const silentDays = window.to - lastDay;
  const usual = usualSilenceDays(
    days.map(({ day }) => day),
    LEARNT,
  );
  return {
    namespace,
    state: silentDays > usual ? 'silent' : uncounted ? 'no process counts' : 'reporting',
    ...(uncounted ? {} : { processes: inWindow.reduce((sum, count) => sum + count, 0) }),
    lastDay: formatDay(lastDay),
    silentDays,
    usualSilenceDays: usual,
    days: inWindow,
  };
}

function sumByDay(days: readonly Count[]): ReadonlyMap<Day, number> {
  const sums = new Map<Day, number>();
  for (const { day, processes } of days) sums.set(day, (sums.get(day) ?? 0) + processes);
  return sums;
}

function eachDay({ from, to }: Window): Day[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
