/**
 * Planned periods → what is told of them, drawn → recorded → a site on disk, in this order: never seen before
 * recorded, and nothing recorded before all that takes long is done, during which it can be called off.
 */
import { setImmediate } from 'node:timers/promises';
import { readPeriodCounts, readRequirements } from '../../release/counts.ts';
import { checkDirectory, replaceDirectory } from '../../release/directory.ts';
import type { Release } from '../../release/document.ts';
import type { UniformInteger } from '../../release/noise.ts';
import { formatRational } from '../../release/rational.ts';
import { releasePeriod } from '../../release/release.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import type { PeriodCounts } from '../../release/suppress.ts';
import { formatDay } from '../../series/day.ts';
import type { Source } from '../../sources/source.ts';
import { sum } from '../../sums.ts';
import { version } from '../../version.ts';
import { readAssets } from '../../web/assets.ts';
import { drawSite } from '../../web/published/site.ts';
import { describeBudget, type PublishPlan, type PublishRequest } from './prepare.ts';
import { addToRecord, type ReleaseRecord, withFresh } from './record.ts';

export interface Published {
  readonly release: Release;
  /** Periods told for the first time. */
  readonly fresh: readonly ReleasedPeriod[];
  /** Packages with enough processes in all, but not in any namespace, in some new period. */
  readonly thin: number;
}

/** How it is watched and called off. */
export interface Steps {
  readonly signal: AbortSignal;
  readonly step: (what: string, done: number, all: number, unit: string) => void;
}

export async function publish(
  source: Source,
  directory: string,
  job: {
    readonly request: PublishRequest;
    readonly plan: PublishPlan;
    readonly record: ReleaseRecord;
    readonly recordPath: string;
  },
  uniform: UniformInteger,
  { signal, step }: Steps,
): Promise<Published> {
  const { request, plan, record, recordPath } = job;
  checkDirectory(directory);
  const periods: ReleasedPeriod[] = [];
  const fresh: ReleasedPeriod[] = [];
  const thin = new Set<string>();
  const scope = {
    byNamespace: request.terms.byNamespace,
    requirementsOf: await readRequirements(source),
    domain: plan.domain,
  };
  for (const [at, planned] of plan.periods.entries()) {
    step('counted', at, plan.periods.length, 'periods');
    await breathe(signal);
    if (planned.state === 'as published') periods.push(planned.released);
    if (planned.state !== 'new') continue;
    const counts = await readPeriodCounts(source, planned.period, scope);
    const released = releasePeriod(planned.period, counts, request.terms, uniform);
    for (const name of thinPackages(counts, released)) thin.add(name);
    periods.push(released);
    fresh.push(released);
  }
  const promised = plan.budget === undefined ? undefined : formatRational(plan.budget);
  const budget = describeBudget(plan, withFresh(record, fresh, promised));
  const release: Release = {
    generator: `popcon ${version}`,
    made: formatDay(request.terms.today),
    ...(request.about === undefined ? {} : { about: request.about }),
    by: request.by,
    periods,
    ...(budget === undefined ? {} : { budget }),
  };
  const files = await drawSite(release, readAssets(), async (done, all) => {
    step('drawn', done, all, 'pages');
    await breathe(signal);
  });
  addToRecord(recordPath, record, fresh, promised);
  replaceDirectory(directory, files);
  return { release, fresh, thin: thin.size };
}

/** Lets a signal in, and ends where there was one. */
async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

/** Told to the admin alone: packages that all namespaces together would name. */
function thinPackages(
  { packages }: PeriodCounts,
  { minProcesses, packages: named }: ReleasedPeriod,
): string[] {
  const names = new Set(named.map((row) => row.package));
  return [...packages]
    .filter(([name, row]) => !names.has(name) && sum(row) >= minProcesses)
    .map(([name]) => name);
}
