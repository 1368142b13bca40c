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
  const namespaces = new Map<string, number>();
  for (const { package: name } of await source.usage({ ...query, split: true })) {
    namespaces.set(name, (namespaces.get(name) ?? 0) + 1);
  }
  return new Map(
    (await source.usage({ ...query, days: true })).map(({ package: name, days = 0 }) => [
      name,
      { days, namespaces: namespaces.get(name) ?? 0 },
    ]),
  );
}
