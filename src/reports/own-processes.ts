/**
 * The processes that are evidence about an environment: those that name it, those of the namespaces that its
 * inventory names, or, where neither tells, all but those that are seen to be of another. A process that imported
 * what this environment never had was of another.
 */
import { type Day, type Window, windowBefore } from '../series/day.ts';
import { OTHER_PACKAGE } from '../series/metrics.ts';
import type { InstalledEnvironment, ProcessDay, Query, Source } from '../sources/source.ts';
import { sum, sumBy } from '../sums.ts';
import { leastProcesses } from './activity.ts';

export interface OwnProcesses {
  /** True where processes of the namespace may run in the environment. */
  isOwn(namespace: string): boolean;
  /** The same rows, each with how many of its processes were of another environment. */
  withElsewhere(rows: readonly ProcessDay[], query: Query): Promise<readonly ProcessDay[]>;
  /** There are namespaces none of whose processes may. */
  readonly isNarrow: boolean;
  /** Some processes name this environment. */
  readonly isNamed: boolean;
  /** Further environments with an inventory, where nothing tells which processes are whose. */
  readonly untied: readonly string[];
}

/** How many packages of other environments are asked for by namespace, the most imported. */
const MAX_FOREIGN = 1_000;

/** @param source one that reads each thing once. */
export async function ownProcesses(
  source: Source,
  { inventory, gone }: InstalledEnvironment,
  names: { distributionsOf(label: string): readonly string[] },
  { window, namespaces: asked }: Query,
): Promise<OwnProcesses> {
  const { environment, namespaces: declared } = inventory;
  // A namespace that is silent in the window is whose it was before.
  const named = await source.environmentProcesses({ window: { ...window, from: windowBefore(window).from } });
  const own = new Set(
    named.filter((row) => row.environment === environment).map(({ namespace }) => namespace),
  );
  const isTied = own.size > 0 || declared !== undefined;
  const others = (await source.environments()).filter((name) => name !== environment);
  const taken =
    isTied || named.length > 0 ? await takenByOthers(source, environment, window) : new Set<string>();
  const isOwn = (namespace: string) =>
    own.has(namespace) || (declared === undefined ? !taken.has(namespace) : declared.includes(namespace));
  const isForeign = (label: string) =>
    label !== OTHER_PACKAGE && names.distributionsOf(label).length === 0 && gone?.has(label) !== true;
  return {
    isOwn,
    isNarrow: declared !== undefined || taken.size > 0,
    isNamed: own.size > 0,
    untied: isTied || asked !== undefined ? [] : others,
    async withElsewhere(rows, query) {
      const naming = byNamespaceAndDay(
        await source.environmentProcesses({ window: query.window }),
        environment,
      );
      const shared = sharedNamespaces(rows, naming);
      const foreign = declared === undefined ? await foreignProcesses(source, query, isForeign) : undefined;
      return rows.map((row) => {
        const { namespace, day, processes } = row;
        const { since = Number.POSITIVE_INFINITY, days } = naming.get(namespace) ?? NOBODY;
        const { own: ours = 0, others: theirs = 0 } = days?.get(day) ?? {};
        const isUntied = isTied
          ? // Its processes say so elsewhere, and here they did not, or do not yet.
            own.size > 0 &&
            declared?.includes(namespace) !== true &&
            day < since &&
            (since === Number.POSITIVE_INFINITY || shared.has(namespace))
          : // Nothing ties the environment to any process but the question itself.
            others.length > 0 && asked?.includes(namespace) === false;
        const elsewhere = isUntied
          ? processes
          : day >= since
            ? processes - ours
            : Math.max(theirs, foreign?.get(namespace)?.get(day) ?? 0);
        return elsewhere > 0 ? { ...row, elsewhere: Math.min(elsewhere, processes) } : row;
      });
    },
  };
}

/** Namespaces all of whose processes name other environments: in the window, or before it where they have none in it. */
async function takenByOthers(
  source: Source,
  environment: string,
  window: Window,
): Promise<ReadonlySet<string>> {
  const before = await notOfOthers(source, environment, windowBefore(window));
  const left = new Map([...before, ...(await notOfOthers(source, environment, window))]);
  return new Set([...left].filter(([, processes]) => processes <= 0).map(([namespace]) => namespace));
}

/** By namespace, how many processes name no other environment; infinite where any names this one. */
async function notOfOthers(
  source: Source,
  environment: string,
  window: Window,
): Promise<ReadonlyMap<string, number>> {
  const left = sumBy(
    await source.processes({ window }),
    (row) => row.namespace,
    (row) => row.processes,
  );
  for (const row of await source.environmentProcesses({ window })) {
    if (row.environment === environment) left.set(row.namespace, Number.POSITIVE_INFINITY);
    else left.set(row.namespace, (left.get(row.namespace) ?? 0) - row.processes);
  }
  return left;
}

/** How many of the last days are looked at, and from which share on nearly all processes name the environment. */
const NAMED_LATELY = { days: 7, share: 0.9 };

/**
 * Namespaces in which this environment is named by some processes and not by nearly all, in the last days that are
 * known: those from before the first that named it were not its own, either.
 */
function sharedNamespaces(
  rows: readonly ProcessDay[],
  naming: ReadonlyMap<string, Naming>,
): ReadonlySet<string> {
  const shared = new Set<string>();
  for (const [namespace, own] of Map.groupBy(rows, (row) => row.namespace)) {
    const { since = Number.POSITIVE_INFINITY, days } = naming.get(namespace) ?? NOBODY;
    const lately = own
      .filter(({ day }) => day >= since)
      .sort((a, b) => b.day - a.day)
      .slice(0, NAMED_LATELY.days);
    const all = sum(lately.map(({ processes }) => processes));
    const named = sum(lately.map(({ day }) => days.get(day)?.own ?? 0));
    if (named < NAMED_LATELY.share * all) shared.add(namespace);
  }
  return shared;
}

const NOBODY: Naming = { days: new Map() };

interface Naming {
  /** The first day on which processes of the namespace name this environment. */
  since?: Day;
  readonly days: Map<Day, { own: number; others: number }>;
}

function byNamespaceAndDay(
  rows: Awaited<ReturnType<Source['environmentProcesses']>>,
  environment: string,
): ReadonlyMap<string, Naming> {
  const namespaces = new Map<string, Naming>();
  for (const row of rows) {
    const naming: Naming = namespaces.get(row.namespace) ?? { days: new Map() };
    namespaces.set(row.namespace, naming);
    const day = naming.days.get(row.day) ?? { own: 0, others: 0 };
    naming.days.set(row.day, day);
    if (row.environment === environment) {
      day.own += row.processes;
      naming.since = Math.min(naming.since ?? row.day, row.day);
    } else day.others += row.processes;
  }
  return namespaces;
}

/** By namespace and day, the fewest processes that imported what this environment never had. */
async function foreignProcesses(
  source: Source,
  query: Query,
  isForeign: (label: string) => boolean,
): Promise<ReadonlyMap<string, ReadonlyMap<Day, number>>> {
  // Most environments have none, which the first days tell that are read anyway.
  const never = (await source.firstDays(query)).filter((row) => isForeign(row.package));
  if (never.length === 0) return new Map();
  const labels = (await source.usage({ ...query, packages: never.map((row) => row.package) }))
    .toSorted((a, b) => b.processes - a.processes)
    .slice(0, MAX_FOREIGN)
    .map((row) => row.package);
  const rows = await source.usage({ ...query, packages: labels, split: true });
  const foreign = new Map<string, ReadonlyMap<Day, number>>();
  for (const [namespace = '', usage] of Map.groupBy(rows, (row) => row.namespace)) {
    foreign.set(namespace, await leastProcesses(source, namespace, query.window, usage));
  }
  return foreign;
}
