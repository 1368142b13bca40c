/** Is everybody reporting? Processes by day, and each namespace's liveness: silence is what must be noticed. */
import { daysOf, formatDay, type Window, windowBefore } from '../series/day.ts';
import type { ProcessDay, Query, Source } from '../sources/source.ts';
import { sum, sumBy } from '../sums.ts';
import { activityIn, readActivity } from './activity.ts';
import type { DayText, Evidence } from './evidence.ts';
import {
  findSilences,
  neverReported,
  type Silence,
  type SilenceTerms,
  silencesOf,
  usualSilenceDays,
} from './silence.ts';
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
  /** Namespaces that must report and have not. */
  readonly missed: readonly string[];
}

export type LivenessState =
  /** Reported within its usual silence. */
  | 'reporting'
  /** Silent for longer than is usual for it. */
  | 'silent'
  /** Over, so that nobody is missed. */
  | 'closed'
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

/** The namespaces that reported, and those that fell silent. */
export async function overviewReport(
  source: Source,
  query: Query,
  terms: SilenceTerms,
): Promise<OverviewReport> {
  const { window } = query;
  // The period before teaches what silence is usual, and a namespace that fell silent in it is missed in this one.
  const known = await readActivity(source, {
    ...query,
    window: { ...window, from: windowBefore(window).from },
  });
  const { evidence, packages, activity } = await readUsageIn(source, query, activityIn(known, window));
  const byNamespace = Map.groupBy(known.days, ({ namespace }) => namespace);
  const inWindow = processesOn(window, activity.days);
  const namespaces = [...byNamespace].map(([namespace, days]) =>
    liveness(namespace, days, window, activity.uncountedUntil.has(namespace), terms),
  );
  const asked = {
    ...terms,
    expected: terms.expected.filter((name) => query.namespaces?.includes(name) !== false),
  };
  return {
    report: 'overview',
    evidence,
    packages: packages.length,
    days: daysOf(window).map((day, at) => ({ day: formatDay(day), processes: inWindow[at] ?? 0 })),
    namespaces: namespaces.sort((a, b) => (b.processes ?? 0) - (a.processes ?? 0)),
    silences: silencesOf(known, window, asked),
    missed: neverReported(known, asked),
  };
}

function liveness(
  namespace: string,
  days: readonly ProcessDay[],
  window: Window,
  uncounted: boolean,
  terms: SilenceTerms,
): NamespaceLiveness {
  const inWindow = processesOn(window, days);
  const lastDay = days.at(-1)?.day ?? window.from;
  const reported = days.map(({ day }) => day);
  const isSilent =
    findSilences(reported, { from: reported[0] ?? window.from, to: window.to }, terms).at(-1)?.silent.to ===
    formatDay(window.to);
  return {
    namespace,
    state: terms.retired.includes(namespace)
      ? 'closed'
      : isSilent
        ? 'silent'
        : uncounted
          ? 'no process counts'
          : 'reporting',
    ...(!uncounted && { processes: sum(inWindow) }),
    lastDay: formatDay(lastDay),
    silentDays: window.to - lastDay,
    usualSilenceDays: usualSilenceDays(reported, terms),
    days: inWindow,
  };
}

/** One for each day of the window, in order. */
function processesOn(window: Window, days: readonly ProcessDay[]): readonly number[] {
  const counts = sumBy(
    days,
    ({ day }) => day,
    ({ processes }) => processes,
  );
  return daysOf(window).map((day) => counts.get(day) ?? 0);
}
