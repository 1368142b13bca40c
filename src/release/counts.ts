/** From a source: the counts of one period, over namespaces or all together, ready for noise and redaction. */
import { buildGraph, type Graph } from '../environment/graph.ts';
import type { Window } from '../series/day.ts';
import { OTHER_PACKAGE } from '../series/metrics.ts';
import type { PackageUsage, Source } from '../sources/source.ts';
import { sum } from '../sums.ts';
import { drawDiscreteLaplace, type UniformInteger } from './noise.ts';
import type { Period } from './period.ts';
import type { RequirementsOf } from './pool.ts';
import type { Rational } from './rational.ts';
import type { PeriodCounts } from './suppress.ts';

export interface Scope {
  /** Namespaces apart; otherwise one column for all. */
  readonly byNamespace: boolean;
  /** Undefined for all that was ever recorded. */
  readonly domain?: Domain | undefined;
  readonly requirementsOf: RequirementsOf;
}

/** The names that a release has rows and columns of, recorded or not, so that the absence of a name tells nothing. */
export interface Domain {
  readonly packages: ReadonlySet<string>;
  readonly namespaces: readonly string[];
}

/** Reads one period. What was recorded outside the domain, where there is one, is left out. */
export async function readPeriodCounts(
  source: Source,
  { days }: Period,
  { byNamespace, domain, requirementsOf }: Scope,
): Promise<PeriodCounts> {
  const [spans, processDays, usage] = await Promise.all([
    source.namespaces({ window: days }),
    source.processes({ window: days }),
    source.usage({ window: days, split: true }),
  ]);
  const columns = byNamespace ? (domain?.namespaces ?? spans.map((span) => span.namespace)) : [''];
  const columnOf = (namespace: string) => (byNamespace ? columns.indexOf(namespace) : 0);
  const known = domain?.packages ?? (await knownPackages(source, days, usage));

  const processes = columns.map(() => 0);
  for (const row of processDays) add(processes, columnOf(row.namespace), row.processes);
  const packages = new Map([...known].map((name) => [name, columns.map(() => 0)] as const));
  for (const row of usage) add(packages.get(row.package), columnOf(row.namespace ?? ''), row.processes);
  const folded = Math.round(sum(packages.get(OTHER_PACKAGE) ?? []));
  packages.delete(OTHER_PACKAGE);
  return {
    namespaces: columns,
    processes: whole(processes),
    packages: mapRows(packages, whole),
    folded,
    requirementsOf,
  };
}

/** The requirements of each installed package, also through others, in any of the recorded environments. */
export async function readRequirements(source: Source): Promise<RequirementsOf> {
  const graphs: Graph[] = [];
  for (const name of await source.environments()) {
    const environment = await source.environment(name);
    if (environment !== undefined) graphs.push(buildGraph(environment.inventory));
  }
  return (name) => {
    const having = graphs.filter((graph) => graph.names.has(name));
    if (having.length === 0) return undefined;
    const required = new Set(having.flatMap((graph) => [...graph.closure([name]).keys()]));
    required.delete(name);
    return required;
  };
}

async function knownPackages(
  source: Source,
  days: Window,
  usage: readonly PackageUsage[],
): Promise<ReadonlySet<string>> {
  const imported = new Set(usage.map((row) => row.package));
  const earlier = await source.earlier({ before: days.from, except: imported });
  return new Set([...imported, ...earlier.map((row) => row.package)]);
}

/** The same counts with a fresh draw on each. What the collector folded is left out: its parts are unknown. */
export function addNoise(counts: PeriodCounts, epsilon: Rational, uniform: UniformInteger): PeriodCounts {
  const noised = (row: readonly number[]) =>
    row.map((count) => count + drawDiscreteLaplace(epsilon, uniform));
  return {
    ...counts,
    processes: noised(counts.processes),
    packages: mapRows(counts.packages, noised),
    folded: 0,
  };
}

/** Adds to a row that may not be told of, in a column that may not be there. */
function add(row: number[] | undefined, column: number, count: number): void {
  if (row !== undefined && column >= 0) row[column] = (row[column] ?? 0) + count;
}

/** Counters of sampled lines, and a Prometheus that interpolates, are not whole numbers. */
function whole(row: readonly number[]): number[] {
  return row.map(Math.round);
}

function mapRows(
  rows: ReadonlyMap<string, readonly number[]>,
  change: (row: readonly number[]) => readonly number[],
): ReadonlyMap<string, readonly number[]> {
  return new Map([...rows].map(([name, row]) => [name, change(row)] as const));
}
