/**
 * How many processes reported, by namespace and day. Where reporters count no processes, as the original's do
 * not, the most imported package of a day stands in: no fewer processes than that can have reported.
 */
import { type Day, isIn, type Window } from '../series/day.ts';
import type { PackageUsage, ProcessDay, Query, Source } from '../sources/source.ts';

export interface Activity {
  readonly window: Window;
  /** Ordered by namespace, then day; the counts of {@link uncountedUntil} namespaces are lower bounds. */
  readonly days: readonly ProcessDay[];
  /**
   * Namespaces with imports in the window that no process count covers, to the day from which they count
   * processes; Infinity where they never do.
   */
  readonly uncountedUntil: ReadonlyMap<string, Day>;
}

/** How many packages are looked at for the most imported one of a day. */
const WITNESSES = 20;

export async function readActivity(source: Source, query: Query): Promise<Activity> {
  const { window, namespaces } = query;
  const spans = (await source.namespaces({ window })).filter(
    ({ namespace }) => namespaces?.includes(namespace) !== false,
  );
  const counting = spans.filter(({ countsProcesses }) => countsProcesses);
  const uncountedUntil = new Map<string, Day>(
    spans.filter(({ countsProcesses }) => !countsProcesses).map(({ namespace }) => [namespace, Infinity]),
  );
  const begins = Math.min(...counting.map(({ firstDay }) => firstDay));
  if (counting.length > 0 && begins > window.from) {
    const before = await source.namespaces({ window: { from: window.from, to: begins - 1 } });
    const names = new Set(before.map(({ namespace }) => namespace));
    for (const { namespace, firstDay } of counting) {
      if (names.has(namespace)) uncountedUntil.set(namespace, firstDay);
    }
  }
  const days = [...(await source.processes(query))];
  for (const [namespace, until] of uncountedUntil) {
    const uncounted = { from: window.from, to: Math.min(window.to, until - 1) };
    // Of the only namespace that there is, the question is the one that is asked anyway, and read once.
    const own = spans.length === 1 ? namespaces : [namespace];
    const usage = await source.usage({ window: uncounted, ...(own && { namespaces: own }) });
    const least = await leastProcesses(source, namespace, uncounted, usage);
    for (const [day, processes] of least) days.push({ namespace, day, processes });
  }
  days.sort((a, b) => (a.namespace === b.namespace ? a.day - b.day : a.namespace < b.namespace ? -1 : 1));
  return { window, days, uncountedUntil };
}

/** More of the reports than this incomplete, and what the others did not import may be in what these did not name. */
const MOST_INCOMPLETE = 0.1;

export function isTooIncomplete({
  processes,
  incomplete = 0,
}: Pick<ProcessDay, 'processes' | 'incomplete'>): boolean {
  return incomplete > MOST_INCOMPLETE * processes;
}

/** How many of the processes ran in the environment. */
export function ownOf({ processes, elsewhere = 0 }: ProcessDay): number {
  return Math.max(0, processes - elsewhere);
}

/** How many of the processes would have shown an import of what the environment has. */
export function observing(row: ProcessDay): number {
  return isTooIncomplete(row) ? 0 : Math.max(0, ownOf(row) - (row.incomplete ?? 0));
}

/** The part of an activity that lies in a window within its own. */
export function activityIn({ days, uncountedUntil }: Activity, window: Window): Activity {
  return {
    window,
    days: days.filter(({ day }) => isIn(window, day)),
    uncountedUntil: new Map([...uncountedUntil].filter(([, until]) => until > window.from)),
  };
}

/**
 * By day, the count of the most imported package: a lower bound of the processes that imported any.
 * @param usage the packages of the namespace that are taken into account.
 */
export async function leastProcesses(
  source: Source,
  namespace: string,
  window: Window,
  usage: readonly PackageUsage[],
): Promise<ReadonlyMap<Day, number>> {
  const witnesses = usage.toSorted((a, b) => b.processes - a.processes).slice(0, WITNESSES);
  const packages = witnesses.map((row) => row.package);
  const most = new Map<Day, number>();
  for (const { day, processes } of await source.history({ window, namespaces: [namespace], packages })) {
    most.set(day, Math.max(most.get(day) ?? 0, processes));
  }
  return most;
}
