/** Prepared periods → what is told of them → recorded → a site on disk, in this order: never seen before recorded. */
import { readPeriodCounts } from '../../release/counts.ts';
import { checkDirectory, replaceDirectory } from '../../release/directory.ts';
import type { Release } from '../../release/document.ts';
import type { UniformInteger } from '../../release/noise.ts';
import { formatRational } from '../../release/rational.ts';
import { releasePeriod } from '../../release/release.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import type { PeriodCounts } from '../../release/suppress.ts';
import { formatDay } from '../../series/day.ts';
import type { Source } from '../../sources/source.ts';
import { version } from '../../version.ts';
import { readAssets } from '../../web/assets.ts';
import { drawSite } from '../../web/published/site.ts';
import { describeBudget, type Prepared, type Wish } from './prepare.ts';
import { addToRecord, type ReleaseRecord, readRecord } from './record.ts';

export interface Published {
  readonly release: Release;
  /** Periods told for the first time. */
  readonly fresh: readonly ReleasedPeriod[];
  /** Packages with enough processes in all, but not in any namespace, in some new period. */
  readonly thin: number;
}

export async function publish(
  source: Source,
  directory: string,
  request: {
    readonly wish: Wish;
    readonly prepared: Prepared;
    readonly record: ReleaseRecord;
    readonly recordPath: string;
  },
  uniform: UniformInteger,
): Promise<Published> {
  const { wish, prepared, record, recordPath } = request;
  checkDirectory(directory);
  const periods: ReleasedPeriod[] = [];
  const fresh: ReleasedPeriod[] = [];
  const thin = new Set<string>();
  const scope = {
    byNamespace: wish.terms.byNamespace,
    ...(prepared.domain === undefined ? {} : { domain: prepared.domain }),
  };
  for (const planned of prepared.plan) {
    if (planned.state === 'as published') periods.push(planned.released);
    if (planned.state !== 'new') continue;
    const counts = await readPeriodCounts(source, planned.period, scope);
    const released = releasePeriod(planned.period, counts, wish.terms, uniform);
    for (const name of thinPackages(counts, released)) thin.add(name);
    periods.push(released);
    fresh.push(released);
  }
  const promised = prepared.budget === undefined ? undefined : formatRational(prepared.budget);
  addToRecord(recordPath, record, fresh, promised);
  const budget = describeBudget(prepared, readRecord(recordPath));
  const release: Release = {
    generator: `popcon ${version}`,
    made: formatDay(wish.terms.today),
    by: wish.by,
    periods,
    ...(budget === undefined ? {} : { budget }),
  };
  replaceDirectory(directory, await drawSite(release, readAssets()));
  return { release, fresh, thin: thin.size };
}

/** What the admin is told, and nobody else: that all namespaces together would name more. */
function thinPackages(
  { packages }: PeriodCounts,
  { minProcesses, packages: named }: ReleasedPeriod,
): string[] {
  const names = new Set(named.map((row) => row.package));
  return [...packages]
    .filter(([name, row]) => !names.has(name) && row.reduce((sum, count) => sum + count, 0) >= minProcesses)
    .map(([name]) => name);
}
