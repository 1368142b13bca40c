/**
 * Since when an import of a package would have been counted under its name. A collector past its limit of series, or
 * one that keeps known names apart only, counts others together; what an inventory at it lists it names from then on.
 */
import type { Day, Window } from '../series/day.ts';
import type { InstalledEnvironment, Source, UnnamedDay } from '../sources/source.ts';

export interface NamedSince {
  readonly unnamed: readonly UnnamedDay[];
  /**
   * The first day all of whose imports were counted by name, of what was first seen installed on a day: the
   * inventory came in the course of that day.
   */
  namedSince(firstSeen: Day): Day;
}

export async function readNamedSince(
  source: Source,
  { inventory, firstSeen }: InstalledEnvironment,
  window: Window,
): Promise<NamedSince> {
  const unnamed = await source.unnamed({ window });
  const isKept = firstSeen.size > 0 && (await source.environments()).includes(inventory.environment);
  // Asked of every distribution and past month; they came on few days.
  const known = new Map<Day, Day>();
  return {
    unnamed,
    namedSince: (seen) => {
      const since = known.get(seen) ?? dayAfter(unnamed.findLast(({ day }) => !isKept || day <= seen));
      known.set(seen, since);
      return since;
    },
  };
}

function dayAfter(last: UnnamedDay | undefined): Day {
  return last === undefined ? Number.NEGATIVE_INFINITY : last.day + 1;
}
