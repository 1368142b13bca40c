/** How long each distribution of an environment has been observed, as of any day: days, and processes that reported. */
import { checkedDay, type Day, isInAny, type Window } from '../series/day.ts';
import type { InstalledEnvironment } from '../sources/source.ts';
import { sumBy } from '../sums.ts';
import { type Activity, observing } from './activity.ts';

export interface Clock {
  /** The first day on which an import of it could have been recorded. */
  readonly since: Day;
  /** Days since then on which somebody may have been expected: quiet ones are left out of all three numbers. */
  readonly days: number;
  /** Those of them on which processes of the environment reported: on these somebody could have imported it. */
  readonly reportedDays: number;
  /** Processes that reported on them. */
  readonly processes: number;
  /** It stands in the first inventory that was recorded, so nobody asked for it since. */
  readonly fromFirstInventory: boolean;
}

export interface ClockOptions {
  /** When what the first inventory lists was installed at the latest, where that is known. */
  readonly installedSince?: Day | undefined;
  /** Days on which nobody was expected: they are no evidence. */
  readonly quiet: readonly Window[];
  /** The first day on which what was first seen installed on a day was counted by its name. */
  readonly namedSince: (firstSeen: Day) => Day;
}

export interface Clocks {
  /** The clock of a distribution at the end of `asOf`; all zero where it was installed later. */
  clockOf(name: string, asOf: Day): Clock;
  /** Something was reported on the day, or nobody was expected. */
  wasSeen(day: Day): boolean;
}

/**
 * @param activity of all the time that is known.
 * @param observedFrom its first day with a report.
 */
export function makeClocks(
  { inventory, firstSeen }: InstalledEnvironment,
  activity: Activity,
  observedFrom: Day,
  { installedSince, quiet, namedSince }: ClockOptions,
): Clocks {
  const inventoryDay = checkedDay(inventory.day);
  const firstInventory = Math.min(inventoryDay, ...firstSeen.values());
  const counts = sumBy(activity.days, ({ day }) => day, observing);
  const upTo = sumsByDay({ from: observedFrom, to: activity.window.to }, (day) =>
    isInAny(quiet, day) ? [0, 0, 0] : [1, (counts.get(day) ?? 0) > 0 ? 1 : 0, counts.get(day) ?? 0],
  );
  return {
    wasSeen: (day) => (counts.get(day) ?? 0) > 0 || isInAny(quiet, day),
    clockOf(name, asOf) {
      const seen = firstSeen.get(name) ?? inventoryDay;
      const fromFirstInventory = seen === firstInventory;
      const installed =
        installedSince !== undefined && fromFirstInventory ? Math.min(seen, installedSince) : seen;
      const since = Math.max(installed, observedFrom, namedSince(seen));
      const [days, reportedDays, processes] =
        since > asOf ? ([0, 0, 0] as const) : subtract(upTo(asOf), upTo(since - 1));
      return { since, days, reportedDays, processes, fromFirstInventory };
    },
  };
}

type Sums = readonly [number, number, number];

/** Sums of what `of` gives, from the window's first day to any of its days. */
function sumsByDay({ from, to }: Window, of: (day: Day) => Sums): (day: Day) => Sums {
  const sums: Sums[] = [];
  let sum: Sums = [0, 0, 0];
  for (let day = from; day <= to; day++) {
    const [a, b, c] = of(day);
    sum = [sum[0] + a, sum[1] + b, sum[2] + c];
    sums.push(sum);
  }
  return (day) => sums[Math.min(day, to) - from] ?? [0, 0, 0];
}

function subtract([a, b, c]: Sums, [x, y, z]: Sums): Sums {
  return [a - x, b - y, c - z];
}
