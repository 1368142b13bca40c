/**
 * Since when an import of a package would have been counted under its name. A collector past its limit of series, or
 * one that keeps known names apart only, counts others together; what an inventory at it lists it names from then on.
 */
import { type Day, parseDay } from '../series/day.ts';
import type { InstalledEnvironment, Source, UnnamedDay } from '../sources/source.ts';

export interface NamedSince<Options> {
  /** Its clocks begin only when its packages were counted by name. */
  readonly installed: InstalledEnvironment;
  readonly options: Options;
  readonly unnamed: readonly UnnamedDay[];
}

/** Older clocks than this do not matter. */
const LOOK_BACK_DAYS = 3 * 366;

export async function namedSince<Options extends { readonly installedSince?: Day }>(
  source: Source,
  installed: InstalledEnvironment,
  to: Day,
  options: Options,
): Promise<NamedSince<Options>> {
  const { inventory, firstSeen } = installed;
  const unnamed = await source.unnamed({ from: to - LOOK_BACK_DAYS, to });
  const inventoryDay = parseDay(inventory.day) ?? to;
  const isKept = firstSeen.size > 0 && (await source.environments()).includes(inventory.environment);
  const named = isKept ? Math.min(inventoryDay, ...firstSeen.values()) : Number.POSITIVE_INFINITY;
  const last = unnamed.findLast(({ day }) => day < named);
  if (last === undefined) return { installed, options, unnamed };
  const since = last.day + 1;
  const { installedSince } = options;
  return {
    unnamed,
    options:
      installedSince === undefined
        ? options
        : { ...options, installedSince: Math.max(installedSince, since) },
    installed: isKept
      ? installed
      : {
          ...installed,
          firstSeen: new Map(
            inventory.distributions.map(({ name }) => [
              name,
              Math.max(since, firstSeen.get(name) ?? inventoryDay),
            ]),
          ),
        },
  };
}
