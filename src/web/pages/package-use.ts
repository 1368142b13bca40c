/** The use of one package in a window, installed or not. */
import { type DayText, type Denominators, type Evidence, shareOf } from '../../reports/evidence.ts';
import { sameName } from '../../reports/nearest.ts';
import { mostFirst } from '../../reports/order.ts';
import { type Step, type TrendReport, trendReport } from '../../reports/trend.ts';
import { readUsage } from '../../reports/usage.ts';
import { type Day, formatDay, type Window } from '../../series/day.ts';
import type { PackageUsage, Query, Source } from '../../sources/source.ts';
import { sum } from '../../sums.ts';

/** From so many days on, the course is by week, and by month. */
const WEEKS_FROM_DAYS = 120;
const MONTHS_FROM_DAYS = 1_000;

export interface PackageUse {
  readonly evidence: Evidence;
  readonly processes: number;
  readonly share?: number;
  readonly direct?: number;
  readonly lastDay?: DayText;
  /** Its place by processes among all packages, from 1. */
  readonly rank?: { readonly place: number; readonly of: number };
  /** Those with any, most processes of all packages first. */
  readonly byNamespace: readonly {
    readonly namespace: string;
    readonly processes: number;
    readonly share?: number;
  }[];
}

export interface PackageReading {
  readonly use: PackageUse;
  /** Absent where it was never imported. */
  readonly trend?: TrendReport;
  readonly everImported: boolean;
  /** Every package ever imported. */
  readonly known: readonly string[];
}

export async function readPackageUse(source: Source, query: Query, name: string): Promise<PackageReading> {
  const usage = await readUsage(source, query);
  const imported = usage.packages.map((row) => row.package);
  const earlier = await source.earlier({
    before: query.window.from,
    except: new Set(imported),
    namespaces: query.namespaces,
  });
  const known = [...imported, ...earlier.map((row) => row.package)];
  // Several where older reporters did not normalise its name.
  const labels = new Set(sameName(name, known));
  const rows = usage.packages.filter((row) => labels.has(row.package)).toSorted(mostFirst);
  const lastDay = [...rows, ...earlier.filter((row) => labels.has(row.package))]
    .map((row) => row.lastDay)
    .reduce((latest: Day | undefined, day) => Math.max(latest ?? day, day), undefined);
  const everImported = labels.size > 0;
  return {
    use: {
      evidence: usage.evidence,
      processes: sum(rows.map(({ processes }) => processes)),
      ...shareOf(sum(rows.map((row) => usage.counted.get(row.package) ?? 0)), usage.denominators.all),
      ...directOf(rows),
      ...(lastDay === undefined ? {} : { lastDay: formatDay(lastDay) }),
      ...(rows[0] === undefined ? {} : { rank: rankOf(rows[0], usage.packages) }),
      byNamespace: await readNamespaces(source, query, labels, usage.denominators),
    },
    ...(everImported
      ? { trend: await trendReport(source, { ...query, packages: [name], step: stepOf(query.window) }) }
      : {}),
    everImported,
    known,
  };
}

function rankOf(row: PackageUsage, all: readonly PackageUsage[]): NonNullable<PackageUse['rank']> {
  const before = all.filter((other) => other !== row && mostFirst(other, row) < 0);
  return { place: before.length + 1, of: all.length };
}

/** Those with any, most processes of all packages first. */
async function readNamespaces(
  source: Source,
  query: Query,
  labels: ReadonlySet<string>,
  { byNamespace }: Denominators,
): Promise<PackageUse['byNamespace']> {
  if (labels.size === 0) return [];
  const rows = await source.usage({ ...query, packages: [...labels], split: true });
  return [...Map.groupBy(rows, ({ namespace = '' }) => namespace)]
    .map(([namespace, own]) => {
      const processes = sum(own.map((row) => row.processes));
      return { namespace, processes, ...shareOf(processes, byNamespace.get(namespace)) };
    })
    .sort(
      (a, b) =>
        (byNamespace.get(b.namespace) ?? 0) - (byNamespace.get(a.namespace) ?? 0) ||
        (a.namespace < b.namespace ? -1 : 1),
    );
}

function directOf(rows: readonly PackageUsage[]): { readonly direct?: number } {
  const direct = rows.flatMap((row) => row.direct ?? []);
  return direct.length === 0 ? {} : { direct: sum(direct) };
}

function stepOf({ from, to }: Window): Step {
  const days = to - from + 1;
  return days < WEEKS_FROM_DAYS ? 'day' : days < MONTHS_FROM_DAYS ? 'week' : 'month';
}
