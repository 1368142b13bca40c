/** All that is known of one environment, as far back as it goes: what verdicts, grades and the record are made of. */
import { buildGraph } from '../environment/graph.ts';
import { windowBefore } from '../series/day.ts';
import { readOnce } from '../sources/read-once.ts';
import type { InstalledEnvironment, PackageDay, Source, UnnamedDay } from '../sources/source.ts';
import { sum } from '../sums.ts';
import { readActivity } from './activity.ts';
import { makeClocks } from './clock.ts';
import type { Failures } from './facts.ts';
import { heldDistributions } from './holders.ts';
import { firstObserved } from './missing.ts';
import { readNamedSince } from './named-since.ts';
import { type OwnSource, ownSource } from './own-source.ts';
import type { Past } from './past-cases.ts';
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
  // At least as long again before the window: what silence is usual is learnt there, and who fell silent is missed.
  const all = { from: Math.min(window.to - LOOK_BACK_DAYS, windowBefore(window).from), to: window.to };
  const { unnamed, namedSince } = await readNamedSince(reading, installed, all);
  const activity = await readActivity(own.source, { window: all });
  const observedFrom = firstObserved(activity, all);
  const failed = Map.groupBy(await own.source.failedImports({ window: all }), (row) => row.package);
  const firstDays = new Map(
    (await own.source.firstDays({ window: all })).map((row) => [row.package, row.firstDay]),
  );
  for (const [name, rows] of failed) {
    firstDays.set(
      name,
      Math.min(...rows.map(({ day }) => day), firstDays.get(name) ?? Number.POSITIVE_INFINITY),
    );
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
    failures: new Map([...failed].map(([name, rows]) => [name, failuresOf(rows)])),
  };
}

function failuresOf(rows: readonly PackageDay[]): Failures {
  return {
    processes: sum(rows.map(({ processes }) => processes)),
    lastDay: Math.max(...rows.map(({ day }) => day)),
  };
}
