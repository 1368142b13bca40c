/** How the use of a few packages moves: processes and share by day, week or month. */
import { defined } from '../defined.ts';
import { type Day, daysOf, startOfDayMs, type Window } from '../series/day.ts';
import type { Query, Source } from '../sources/source.ts';
import { sum, sumBy } from '../sums.ts';
import { readActivity } from './activity.ts';
import {
  type Count,
  denominatorsOf,
  type Evidence,
  evidenceOf,
  shareOf,
  type WindowText,
  windowText,
} from './evidence.ts';
import { sameName, unknownName } from './nearest.ts';
import type { Spread } from './spread.ts';

export type Step = 'day' | 'week' | 'month';

export interface TrendReport {
  readonly report: 'trend';
  readonly evidence: Evidence;
  readonly step: Step;
  /** Every period of the window in order; the first and last may be cut by the window. */
  readonly periods: readonly TrendPeriod[];
  readonly packages: readonly TrendLine[];
}

/** Weeks begin on Monday, months on the 1st. */
export interface TrendPeriod extends WindowText {
  /** Reporting processes in it; absent where they are not counted. */
  readonly processes?: number;
  /** Those of them that could not name all they imported; absent where there are none. */
  readonly incomplete?: number;
}

export interface TrendLine extends Spread {
  readonly package: string;
  readonly total: number;
  /** One a period, in the order of {@link TrendReport.periods}; `share` is absent where nothing reported. */
  readonly points: readonly TrendPoint[];
}

export interface TrendPoint extends Count {
  /** On how many days of the period it was imported. */
  readonly days: number;
}

export interface TrendOptions extends Query {
  readonly packages: readonly string[];
  readonly step: Step;
}

/** Fails where a package was never recorded, naming the nearest that were. */
export async function trendReport(source: Source, options: TrendOptions): Promise<TrendReport> {
  const { packages, step, ...query } = options;
  const activity = await readActivity(source, query);
  const labelsOf = await findLabels(source, query, packages);
  // A share by period needs every import counted among its processes; where some are not, none is given.
  const hasShares = activity.uncountedUntil.size === 0 && denominatorsOf(activity).all !== undefined;
  const periods = cutPeriods(query.window, step);
  const periodOf = new Map(periods.flatMap((period, at) => daysOf(period).map((day) => [day, at])));
  const byPeriod = <Row extends { readonly day: Day }>(
    rows: Iterable<Row>,
    amountOf: (row: Row) => number,
  ) => {
    const sums = sumBy(rows, ({ day }) => periodOf.get(day), amountOf);
    return periods.map((_, at) => sums.get(at) ?? 0);
  };
  const processes = byPeriod(activity.days, (row) => row.processes);
  const incomplete = byPeriod(activity.days, (row) => row.incomplete ?? 0);
  const labels = [...labelsOf.values()].flat();
  const history = await source.history({ ...query, packages: labels });
  const split = await source.usage({ ...query, packages: labels, split: true });
  return {
    report: 'trend',
    evidence: evidenceOf(source.origin, query, activity),
    step,
    periods: periods.map((period, at) => ({
      ...windowText(period),
      ...(activity.uncountedUntil.size === 0 && { processes: processes[at] ?? 0 }),
      ...defined({ incomplete: incomplete[at] || undefined }),
    })),
    packages: [...labelsOf].map(([name, labels]) => {
      const own = history.filter((row) => labels.includes(row.package));
      const counts = byPeriod(own, (row) => row.processes);
      const onDays = new Map(own.map((row) => [row.day, row]));
      const days = byPeriod(onDays.values(), () => 1);
      const inNamespaces = split.filter((row) => labels.includes(row.package));
      return {
        package: name,
        total: sum(counts),
        days: onDays.size,
        namespaces: new Set(inNamespaces.map(({ namespace }) => namespace)).size,
        points: counts.map((count, at) => ({
          processes: count,
          ...(hasShares && shareOf(count, processes[at])),
          days: days[at] ?? 0,
        })),
      };
    }),
  };
}

/** For each package asked for the labels it was recorded under, which older reporters did not normalise. */
async function findLabels(
  source: Source,
  query: Query,
  packages: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = (await source.usage(query)).map((row) => row.package);
  const missing = packages.some((name) => sameName(name, known).length === 0);
  if (missing) {
    const earlier = await source.earlier({
      before: query.window.from,
      except: new Set(known),
      namespaces: query.namespaces,
    });
    known.push(...earlier.map((row) => row.package));
  }
  return new Map(
    packages.map((asked) => {
      const labels = sameName(asked, known);
      const [name] = labels;
      if (name === undefined) {
        throw unknownName('recorded package', asked, known, '`popcon top` lists those that were imported');
      }
      return [name, labels];
    }),
  );
}

/** The periods that touch the window, cut by it. */
function cutPeriods(window: Window, step: Step): readonly Window[] {
  const periods: Window[] = [];
  for (let from = window.from; from <= window.to; ) {
    const to = Math.min(lastDayOf(from, step), window.to);
    periods.push({ from, to });
    from = to + 1;
  }
  return periods;
}

/** The last day of the period that a day is in. */
function lastDayOf(day: Day, step: Step): Day {
  if (step === 'day') return day;
  // 1970-01-01 was a Thursday: three days after a Monday.
  if (step === 'week') return day + 6 - ((day + 3) % 7);
  const date = new Date(startOfDayMs(day));
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return day + daysInMonth - date.getUTCDate();
}
