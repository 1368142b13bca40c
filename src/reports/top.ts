/** Which packages matter, and to how many: counts of a window, the one before it, and shares of processes. */
import { defined } from '../defined.ts';
import type { Inventory } from '../environment/inventory.ts';
import { type Day, dayFormatter, windowBefore } from '../series/day.ts';
import type { PackageUsage, Query, Source, UsageQuery } from '../sources/source.ts';
import { sumBy } from '../sums.ts';
import { type Count, type DayText, type Evidence, shareOf, type WindowText } from './evidence.ts';
import { type Moved, mostFirst, orderRows, type PackageOrder } from './order.ts';
import { groupByRoot, type Rooted } from './roots.ts';
import { readSpread, type Spread } from './spread.ts';
import { countIn, readUsage, type UsageInWindow } from './usage.ts';

export interface TopReport {
  readonly report: 'top';
  readonly evidence: Evidence;
  /** The period of the same length before; absent where nothing was reported in it. */
  readonly before?: { readonly window: WindowText; readonly processes?: number };
  /** Some reporter tells direct imports from those that come along. */
  readonly directReported: boolean;
  /** With `byNamespace`: the columns, most processes first. */
  readonly namespaces?: readonly NamespaceTotal[];
  /** How many packages there are; `rows` may be fewer, by the limit. */
  readonly packages: number;
  readonly rows: readonly TopRow[];
}

export interface NamespaceTotal {
  /** '' for the processes without a namespace. */
  readonly namespace: string;
  /** Absent where its reporters do not count processes. */
  readonly processes?: number;
  /** Those of them that could not name all they imported; absent where there are none. */
  readonly incomplete?: number;
}

/** Days and namespaces only with `spread`, roots only with `groupBy`, `before` where that period has anything at all. */
export interface TopRow extends Moved, Rooted, Partial<Spread> {
  readonly package: string;
  /** The processes that the share is of, where the others were in namespaces that count none. */
  readonly shared?: number;
  readonly lastDay: DayText;
  /** Processes whose own code names it; absent where not reported. */
  readonly direct?: number;
  /** With `byNamespace`: one entry a column of {@link TopReport.namespaces}, in its order. */
  readonly byNamespace?: readonly Count[];
}

export interface TopOptions extends Query {
  /** On how many days and in how many namespaces each was imported. */
  readonly spread?: boolean;
  /** A column for each namespace. */
  readonly byNamespace?: boolean;
  /** The inventory by which packages that come along stand under the root that brings them. */
  readonly groupBy?: Pick<Inventory, 'distributions'> | undefined;
  /** By processes when absent; of no meaning with `groupBy`. */
  readonly sort?: PackageOrder | undefined;
  /** The most rows; all when absent. */
  readonly limit?: number | undefined;
}

/** Packages by the number of processes that imported them, the most first, where no other order is asked for. */
export async function topReport(source: Source, options: TopOptions): Promise<TopReport> {
  const { spread = false, byNamespace = false, groupBy, sort = 'processes', limit: most, ...query } = options;
  // In another order, all rows are made before the first of them are known.
  const limit = sort === 'processes' ? most : undefined;
  // Where all are shown, their days come with their counts.
  const withDays = spread && limit === undefined ? { days: true } : {};
  const now = await readUsage(source, { ...query, ...withDays });
  const sorted = now.packages.toSorted(mostFirst);
  const ordered = groupBy === undefined ? sorted : groupByRoot(sorted, groupBy);
  const shown = limit === undefined ? ordered : ordered.slice(0, limit);
  // The period before and the namespaces are read for the rows that are shown alone.
  const only = limit === undefined ? {} : { packages: shown.map((row) => row.package) };
  const before = await readUsage(source, { ...query, window: windowBefore(query.window), ...only });
  const spreads = spread ? await readSpread(source, { ...query, ...only }) : undefined;
  const columns = byNamespace ? await readColumns(source, { ...query, ...only }, now) : undefined;
  const dayText = dayFormatter();
  return {
    report: 'top',
    evidence: now.evidence,
    ...(hasBefore(before)
      ? { before: { window: before.evidence.window, ...defined({ processes: before.denominators.all }) } }
      : {}),
    directReported: now.packages.some(({ direct }) => direct !== undefined),
    ...defined({ namespaces: columns?.totals }),
    packages: sorted.length,
    rows: orderRows(
      shown.map((row) => topRow(row, now, before, { columns, spread: spreads?.get(row.package), dayText })),
      sort,
      (row) => row.package,
    ).slice(0, most),
  };
}

/** Something was reported in the period before; otherwise no change can be told. */
function hasBefore({ activity }: UsageInWindow): boolean {
  return activity.days.length > 0;
}

interface RowParts {
  readonly columns: Columns | undefined;
  readonly spread: Spread | undefined;
  readonly dayText: (day: Day) => string;
}

function topRow(
  { package: name, processes, direct, lastDay, root, otherRoots }: PackageUsage & Rooted,
  now: UsageInWindow,
  before: UsageInWindow,
  { columns, spread, dayText }: RowParts,
): TopRow {
  return {
    package: name,
    processes,
    ...ownShare(now, name, processes),
    ...spread,
    lastDay: dayText(lastDay),
    ...defined({
      direct,
      before: hasBefore(before) ? countIn(before, name) : undefined,
      root,
      otherRoots,
      byNamespace: columns?.of(name),
    }),
  };
}

/** None where all of its processes are of namespaces that count none. */
function ownShare(
  { counted, denominators }: UsageInWindow,
  name: string,
  processes: number,
): Pick<TopRow, 'share' | 'shared'> {
  const shared = counted.get(name) ?? 0;
  if (shared === 0 || denominators.all === undefined) return {};
  return { ...shareOf(shared, denominators.all), ...(shared < processes ? { shared } : {}) };
}

interface Columns {
  readonly totals: readonly NamespaceTotal[];
  readonly of: (name: string) => readonly Count[];
}

async function readColumns(
  source: Source,
  query: UsageQuery,
  { denominators, activity }: UsageInWindow,
): Promise<Columns> {
  const counts = new Map<string, Map<string, number>>();
  const namespaces = new Set(denominators.byNamespace.keys());
  for (const { package: name, namespace = '', processes } of await source.usage({ ...query, split: true })) {
    const ofPackage = counts.get(name) ?? new Map<string, number>();
    counts.set(name, ofPackage.set(namespace, processes));
    namespaces.add(namespace);
  }
  const incomplete = sumBy(
    activity.days,
    (row) => row.namespace,
    (row) => row.incomplete ?? 0,
  );
  const totals = [...namespaces]
    .map((namespace) => ({
      namespace,
      ...defined({
        processes: denominators.byNamespace.get(namespace),
        incomplete: incomplete.get(namespace) || undefined,
      }),
    }))
    .sort((a, b) => (b.processes ?? 0) - (a.processes ?? 0) || (a.namespace < b.namespace ? -1 : 1));
  return {
    totals,
    of: (name) =>
      totals.map(({ namespace, processes: denominator }) => {
        const processes = counts.get(name)?.get(namespace) ?? 0;
        return { processes, ...shareOf(processes, denominator) };
      }),
  };
}
