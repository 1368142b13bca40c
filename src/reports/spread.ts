/**
 * On how many days, and in how many namespaces, each package was imported: a package of one loud loop has many
 * processes and few of both.
 */
import type { Source, UsageQuery } from '../sources/source.ts';

export interface Spread {
  readonly days: number;
  readonly namespaces: number;
}

/** By the name that was recorded. */
export async function readSpread(source: Source, query: UsageQuery): Promise<ReadonlyMap<string, Spread>> {
  const spreads = new Map<string, { days: number; namespaces: number }>();
  const spans = await source.namespaces({ window: query.window });
  for (const { package: name, days = 0 } of await source.usage({ ...query, days: true })) {
    spreads.set(name, { days, namespaces: spans.length === 1 ? 1 : 0 });
  }
  if (spans.length === 1) return spreads;
  for (const { package: name } of await source.usage({ ...query, split: true })) {
    const spread = spreads.get(name);
    if (spread !== undefined) spread.namespaces++;
  }
  return spreads;
}
