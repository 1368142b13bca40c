/** From a source: the counts of one period, over namespaces or all together, ready for noise and redaction. */
import { OTHER_PACKAGE } from '../series/metrics.ts';
import type { Source } from '../sources/source.ts';
import { drawDiscreteLaplace, type UniformInteger } from './noise.ts';
import type { Period } from './period.ts';
import type { Rational } from './rational.ts';
import type { PeriodCounts } from './suppress.ts';

export interface Scope {
  /** Namespaces apart; otherwise one column for all. */
  readonly byNamespace: boolean;
  /** The names to tell of, whether imported or not; undefined for all that were ever recorded. */
  readonly names?: ReadonlySet<string>;
}

/** Reads one period. With `names`, nothing but the counts themselves depends on what was recorded in it. */
export async function readPeriodCounts(
  source: Source,
  { days }: Period,
  scope: Scope,
): Promise<PeriodCounts> {
  const [spans, processDays, usage] = await Promise.all([
    source.namespaces(),
    source.processes({ window: days }),
    source.usage({ window: days, split: true }),
  ]);
  const imported = new Set(usage.map((row) => row.package));
  const names = scope.names ?? [
    ...imported,
    ...(await source.earlier({ before: days.from, except: imported })).map((row) => row.package),
  ];
  const begun = spans.filter((span) => span.firstDay <= days.to).map((span) => span.namespace);
  const alive = new Set([
    ...processDays.filter((row) => row.processes > 0).map((row) => row.namespace),
    ...usage.filter((row) => row.processes > 0).map((row) => row.namespace ?? ''),
  ]);
  const namespaces = scope.names === undefined ? begun.filter((namespace) => alive.has(namespace)) : begun;
  const columns = scope.byNamespace ? namespaces : [''];
  const columnOf = (namespace: string) => (scope.byNamespace ? columns.indexOf(namespace) : 0);

  const processes = columns.map(() => 0);
  for (const row of processDays) add(processes, columnOf(row.namespace), row.processes);
  const packages = new Map([...names].map((name) => [name, columns.map(() => 0)] as const));
  for (const row of usage) add(packages.get(row.package), columnOf(row.namespace ?? ''), row.processes);
  const folded = sum(packages.get(OTHER_PACKAGE) ?? []);
  packages.delete(OTHER_PACKAGE);
  return { namespaces: columns, processes: whole(processes), packages: mapRows(packages, whole), folded };
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

function sum(row: readonly number[]): number {
  return Math.round(row.reduce((total, count) => total + count, 0));
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
