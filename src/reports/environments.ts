/**
 * Which environments, or versions of a module, are used at all: processes that name theirs, and those environments
 * with an inventory that none names.
 */
import { type Day, formatDay, isIn, windowBefore } from '../series/day.ts';
import type { EnvironmentDay, Query, Source } from '../sources/source.ts';
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
import { orderRows, type PackageOrder } from './order.ts';
import { HISTORY_DAYS } from './recorded-window.ts';

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

export interface EnvironmentRow {
  readonly environment: string;
  readonly processes: number;
  /** 0 to 1 of all processes; absent without a denominator. */
  readonly share?: number;
  readonly days: number;
  readonly namespaces: number;
  /** The last day on which a process named it, also before the window; absent where none did in two years. */
  readonly lastDay?: DayText;
  readonly before?: { readonly processes: number; readonly share?: number };
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
  const named = (await source.environmentProcesses(history)).filter(
    ({ namespace }) => query.namespaces?.includes(namespace) !== false,
  );
  const inventoried = new Set(await source.environments());
  const byEnvironment = Map.groupBy(named, ({ environment }) => environment);
  const rows = [...new Set([...byEnvironment.keys(), ...inventoried])].map((environment): EnvironmentRow => {
    const own = byEnvironment.get(environment) ?? [];
    const now = own.filter(({ day }) => isIn(window, day));
    const processes = sumOf(now);
    const processesBefore = sumOf(own.filter(({ day }) => isIn(earlier.window, day)));
    const lastDay = own.reduce((latest: Day | undefined, { day }) => Math.max(latest ?? day, day), undefined);
    return {
      environment,
      processes,
      ...shareOf(processes, all),
      days: new Set(now.map(({ day }) => day)).size,
      namespaces: new Set(now.map(({ namespace }) => namespace)).size,
      ...(lastDay === undefined ? {} : { lastDay: formatDay(lastDay) }),
      ...(hasBefore
        ? { before: { processes: processesBefore, ...shareOf(processesBefore, allBefore) } }
        : {}),
      inventoried: inventoried.has(environment),
    };
  });
  const sorted = rows.sort((a, b) => b.processes - a.processes || (a.environment < b.environment ? -1 : 1));
  return {
    report: 'environments',
    evidence: evidenceOf(source.origin, query, activity),
    ...(hasBefore ? { before: { window: windowText(earlier.window) } } : {}),
    ...(all === undefined ? {} : { unnamed: Math.max(0, all - sumOf(rows)) }),
    environments: rows.length,
    rows: orderRows(sorted, sort, ({ environment }) => environment).slice(0, limit),
  };
}

function sumOf(rows: readonly Pick<EnvironmentDay, 'processes'>[]): number {
  return rows.reduce((sum, { processes }) => sum + processes, 0);
}
