/** The counts of one window with what shares are made of: what several reports begin with. */
import type { PackageUsage, Source, UsageQuery } from '../sources/source.ts';
import { type Activity, readActivity } from './activity.ts';
import {
  type Count,
  type Denominators,
  denominatorsOf,
  type Evidence,
  evidenceOf,
  shareOf,
} from './evidence.ts';

export interface UsageInWindow {
  readonly evidence: Evidence;
  readonly activity: Activity;
  readonly denominators: Denominators;
  readonly packages: readonly PackageUsage[];
  /** Processes by package. */
  readonly counts: ReadonlyMap<string, number>;
  /** Processes by package in namespaces that have a share: what {@link Denominators.all} divides. */
  readonly counted: ReadonlyMap<string, number>;
}

export async function readUsage(source: Source, query: UsageQuery): Promise<UsageInWindow> {
  return readUsageIn(source, query, await readActivity(source, query));
}

/** The same where the activity of the window is known already. */
export async function readUsageIn(
  source: Source,
  query: UsageQuery,
  activity: Activity,
): Promise<UsageInWindow> {
  const denominators = denominatorsOf(activity);
  const packages = await source.usage(query);
  const counts = countsOf(packages);
  return {
    evidence: evidenceOf(source.origin, query, activity),
    activity,
    denominators,
    packages,
    counts,
    counted:
      activity.uncountedUntil.size === 0
        ? counts
        : await countedCounts(source, query, [...denominators.byNamespace.keys()]),
  };
}

/** Its count in all namespaces; the share is that of the namespaces that have one. */
export function countIn({ counts, counted, denominators }: UsageInWindow, name: string): Count {
  return { processes: counts.get(name) ?? 0, ...shareOf(counted.get(name) ?? 0, denominators.all) };
}

async function countedCounts(source: Source, query: UsageQuery, namespaces: readonly string[]) {
  return namespaces.length === 0 ? new Map() : countsOf(await source.usage({ ...query, namespaces }));
}

function countsOf(packages: readonly PackageUsage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { package: name, processes } of packages) counts.set(name, processes);
  return counts;
}
