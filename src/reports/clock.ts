/** How long each distribution of an environment has been observed: days, and processes that reported since. */
import { type Day, parseDay, type Window } from '../series/day.ts';
import type { InstalledEnvironment } from '../sources/source.ts';
import type { Activity } from './activity.ts';
import type { Clock } from './judge.ts';

export interface ClockOptions {
  /** When what the first inventory lists was installed at the latest, where that is known. */
  readonly installedSince?: Day;
  /** Days on which nobody was expected: they are no evidence. */
  readonly quiet: readonly Window[];
}

/**
 * @param activity of the window.
 * @param observedFrom the first day of the window on which anything could have been reported.
 */
export function makeClock(
  { inventory, firstSeen }: InstalledEnvironment,
  activity: Activity,
  observedFrom: Day,
  { installedSince, quiet }: ClockOptions,
): (name: string) => Clock {
  const inventoryDay = parseDay(inventory.day) ?? observedFrom;
  const firstInventory = Math.min(inventoryDay, ...firstSeen.values());
  const { to } = activity.window;
  const isQuiet = (day: Day) => quiet.some((each) => each.from <= day && day <= each.to);
  // Sums from a day to the window's end, for every day of the window.
  const days = new Map<Day, number>([[to + 1, 0]]);
  const processes = new Map<Day, number>([[to + 1, 0]]);
  const counts = new Map<Day, number>();
  for (const each of activity.days) counts.set(each.day, (counts.get(each.day) ?? 0) + each.processes);
  for (let day = to; day >= observedFrom; day--) {
    days.set(day, (days.get(day + 1) ?? 0) + (isQuiet(day) ? 0 : 1));
    processes.set(day, (processes.get(day + 1) ?? 0) + (counts.get(day) ?? 0));
  }
  return (name) => {
    const seen = firstSeen.get(name) ?? inventoryDay;
    const installed =
      installedSince !== undefined && seen === firstInventory ? Math.min(seen, installedSince) : seen;
    const since = Math.max(installed, observedFrom);
    return { since, days: days.get(since) ?? 0, processes: processes.get(since) ?? 0 };
  };
}
