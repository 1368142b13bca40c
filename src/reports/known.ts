/** All that is known of one environment, as far back as it goes: what verdicts, grades and the record are made of. */
import { buildGraph } from '../environment/graph.ts';
import type { Day } from '../series/day.ts';
import { readOnce } from '../sources/read-once.ts';
import type { InstalledEnvironment, PackageDay, Source, UnnamedDay } from '../sources/source.ts';
import { readActivity } from './activity.ts';
import { makeClocks } from './clock.ts';
import type { Failures } from './facts.ts';
import { heldDistributions } from './holders.ts';
import { firstObserved } from './missing.ts';
import { readNamedSince } from './named-since.ts';
import { type OwnSource, ownSource } from './own-source.ts';
import type { Past } from './past-cases.ts';
import { windowBefore } from './top.ts';
import type { UnusedOptions } from './unused.ts';

/** Older counts say little of present needs, and take a server long to read. */
const LOOK_BACK_DAYS = 3 * 366;

export interface Known extends Past {
  readonly own: OwnSource;
  /** Those of the question, but for namespaces: what is removed is removed from all. */
  readonly options: Omit<UnusedOptions, 'namespaces'>;
  readonly unnamed: readonly UnnamedDay[];
  readonly failures: ReadonlyMap<string, Failures>;
}

export async function readKnown(
  source: Source,
  installed: InstalledEnvironment,
  { namespaces, ...terms }: UnusedOptions,
): Promise<Known> {
  const { window } = terms;
  const reading = readOnce(source);
  const own = await ownSource(reading, installed, { window, namespaces });
  const { unnamed, namedSince } = await readNamedSince(reading, installed, window.to);
  // At least as long again before the window: what silence is usual is learnt there, and who fell silent is missed.
  const all = { from: Math.min(window.to - LOOK_BACK_DAYS, windowBefore(window).from), to: window.to };
  const activity = await readActivity(own.source, { window: all });
  const observedFrom = firstObserved(activity, all);
  const failed = await own.source.failedImports({ window: all });
  const firstDays = new Map<string, Day>();
  for (const { package: name, firstDay } of await own.source.firstDays({ window: all }))
    firstDays.set(name, firstDay);
  for (const { package: name, day } of failed) {
    firstDays.set(name, Math.min(day, firstDays.get(name) ?? day));
  }
  return {
    own,
    options: terms,
    unnamed,
    inventory: installed.inventory,
    graph: buildGraph(installed.inventory),
    held: heldDistributions(installed.inventory.distributions),
    processes: own.processes,
    activity,
    observedFrom,
    clocks: makeClocks(installed, activity, observedFrom, { ...terms, namedSince }),
    firstDays,
    failures: failuresOf(failed),
  };
}

function failuresOf(failed: readonly PackageDay[]): ReadonlyMap<string, Failures> {
  const failures = new Map<string, Failures>();
  for (const { package: name, day, processes } of failed) {
    const known = failures.get(name) ?? { processes: 0, lastDay: day };
    failures.set(name, {
      processes: known.processes + processes,
      lastDay: Math.max(known.lastDay, day),
    });
  }
  return failures;
}
