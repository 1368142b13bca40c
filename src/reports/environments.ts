/**
 * Which environments, or versions of a module, are used at all: processes that name theirs, and those environments
 * with an inventory that none names.
 */
import { formatDay, isIn, windowBefore } from '../series/day.ts';
import { compareText, type EnvironmentDay, type Query, type Source } from '../sources/source.ts';
import { sum } from '../sums.ts';
import { readActivity } from './activity.ts';
import {
  type DayText,
  denominatorsOf,
  type Evidence,
  evidenceOf,
  shareOf,
  type WindowText,
  windowText,
} from './evidence.ts';
import { type Moved, orderRows, type PackageOrder } from './order.ts';
import { HISTORY_DAYS } from './recorded-window.ts';
import type { Spread } from './spread.ts';

export interface EnvironmentsReport {
  readonly report: 'environments';
  readonly evidence: Evidence;
  /** The period of the same length before; absent where nothing was reported in it. */
  readonly before?: { readonly window: WindowText };
  /** How many processes name no environment, as far as processes are counted. */
  readonly unnamed?: number;
  /** How many environments there are; `rows` may be fewer, by the limit. */
  readonly environments: number;
  readonly rows: readonly EnvironmentRow[];
}

/** The share is that of all processes. */
export interface EnvironmentRow extends Moved, Spread {
  readonly environment: string;
  /** The last day on which a process named it, also before the window; absent where none did in two years. */
  readonly lastDay?: DayText;
  /** An inventory of it is kept. */
  readonly inventoried: boolean;
}

export interface EnvironmentsOptions extends Query {
  readonly sort?: PackageOrder | undefined;
  /** The most rows; all when absent. */
  readonly limit?: number | undefined;
}

/** By processes, the most first, where no other order is asked for. */
export async function environmentsReport(
  source: Source,
  { sort = 'processes', limit, ...query }: EnvironmentsOptions,
): Promise<EnvironmentsReport> {
  const earlier = { ...query, window: windowBefore(query.window) };
  const activity = await readActivity(source, query);
  const { all } = denominatorsOf(activity);
  const activityBefore = await readActivity(source, earlier);
  const hasBefore = activityBefore.days.length > 0;
  const { all: allBefore } = denominatorsOf(activityBefore);
  const { window } = query;
  const history = { from: Math.min(earlier.window.from, window.to - HISTORY_DAYS), to: window.to };
  const named = (await source.environmentProcesses({ window: history })).filter(
    ({ namespace }) => query.namespaces?.includes(namespace) !== false,
  );
  const inventoried = new Set(await source.environments());
  const byEnvironment = Map.groupBy(named, ({ environment }) => environment);
  const rows = [...new Set([...byEnvironment.keys(), ...inventoried])].map((environment): EnvironmentRow => {
    const own = byEnvironment.get(environment) ?? [];
    const now = own.filter(({ day }) => isIn(window, day));
    const processes = sumOf(now);
    const processesBefore = sumOf(own.filter(({ day }) => isIn(earlier.window, day)));
    return {
      environment,
      processes,
      ...shareOf(processes, all),
      days: new Set(now.map(({ day }) => day)).size,
      namespaces: new Set(now.map(({ namespace }) => namespace)).size,
      ...(own.length > 0 && { lastDay: formatDay(Math.max(...own.map(({ day }) => day))) }),
      ...(hasBefore && {
        before: { processes: processesBefore, ...shareOf(processesBefore, allBefore) },
      }),
      inventoried: inventoried.has(environment),
    };
  });
  const sorted = rows.sort((a, b) => b.processes - a.processes || compareText(a.environment, b.environment));
  return {
    report: 'environments',
    evidence: evidenceOf(source.origin, query, activity),
    ...(hasBefore && { before: { window: windowText(earlier.window) } }),
    ...(all !== undefined && { unnamed: Math.max(0, all - sumOf(rows)) }),
    environments: rows.length,
    rows: orderRows(sorted, sort, ({ environment }) => environment).slice(0, limit),
  };
}

function sumOf(rows: readonly Pick<EnvironmentDay, 'processes'>[]): number {
  return sum(rows.map(({ processes }) => processes));
}
