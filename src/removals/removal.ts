/**
 * The removals of `popcon.yml` → each with its names normalised and its days as days. A removal is announced,
 * from `on` its packages are gone, and once nobody has missed them for long it is closed, which takes it from the file.
 */
import { ConfigInvalid, type Configuration } from '../config/find.ts';
import type { PopconYml } from '../config/popcon-yml.ts';
import { formatProblem } from '../config/problem.ts';
import { language } from '../languages/languages.ts';
import { checkedDay, type Day } from '../series/day.ts';

/** A removal as written in the file. */
export type RemovalEntry = PopconYml['removals'][number];

export interface Removal extends Omit<RemovalEntry, 'packages' | 'since' | 'on' | 'modules'> {
  /** Normalised. */
  readonly packages: readonly string[];
  readonly since: Day;
  /** The first day without it. */
  readonly on: Day;
  /** By normalised name. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** Of the file. */
  readonly line: number;
}

/** Throws a `Failure` where a package goes twice. */
export function removalsIn({ file, value, placeOf }: Configuration): readonly Removal[] {
  const lineOf = new Map<string, number>();
  return value.removals.map((entry, at) => {
    const { since, on, modules, ...rest } = entry;
    const packages = entry.packages.map((name, index) => {
      const normalized = language.normalizeName(name);
      const place = placeOf(['removals', at, 'packages', index]);
      const other = lineOf.get(normalized);
      if (other !== undefined) {
        const message = `\`${name}\` goes already, by line ${other}`;
        const problem = formatProblem({ file: file ?? '', ...place, message });
        throw new ConfigInvalid(problem, [problem]);
      }
      lineOf.set(normalized, place.line);
      return normalized;
    });
    return {
      ...rest,
      packages,
      since: checkedDay(since),
      on: checkedDay(on),
      modules: new Map(
        Object.entries(modules ?? {}).map(([name, list]) => [language.normalizeName(name), list]),
      ),
      line: placeOf(['removals', at]).line,
    };
  });
}

/** The name of a removal in a sentence: that of its first package. */
export function nameOf({ packages: [first = '', ...others] }: Pick<Removal, 'packages'>): string {
  return others.length === 0 ? first : `${first} (and ${others.length} with it)`;
}
