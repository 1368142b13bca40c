/**
 * Counts of one period → the figures that may be told. Suppress first, add afterwards: a count below the threshold K
 * is in no figure. One pool has the sum of all such counts, where each could still be any number below K.
 *
 * The guarantee: somebody who knows this rule and every figure learns of a count below K only that it is below K.
 * docs/publishing.md has the reasoning, tests/release/exhaustive.test.ts tries every small table, and
 * tests/release/reconstruction.test.ts attacks random ones with a solver.
 */
import { sum } from '../sums.ts';
import { type HiddenImports, type Pool, poolOther, type RequirementsOf } from './pool.ts';

/** Counts as recorded, or with noise on each: then also negative. */
export interface PeriodCounts {
  /** The columns. A namespace exists for everybody to see, so that its absence would tell nothing. */
  readonly namespaces: readonly string[];
  readonly processes: readonly number[];
  /** A row a package that is known at all, also one without a single process; one count a namespace. */
  readonly packages: ReadonlyMap<string, readonly number[]>;
  /** Processes whose packages the collector itself folded into `other`, where it did. */
  readonly folded: number;
  readonly requirementsOf: RequirementsOf;
}

export interface Disclosure {
  /** Absent where there are too few processes in each namespace. */
  readonly processes?: Figure;
  readonly packages: ReadonlyMap<string, Figure>;
  /** The sum of the hidden imports. */
  readonly other?: Pool;
}

export interface Figure {
  /** The sum of `told`. */
  readonly total: number;
  /** True where a namespace below the threshold is left out of `total`. */
  readonly partial: boolean;
  /** One entry a namespace of {@link PeriodCounts.namespaces}; undefined where it is below the threshold. */
  readonly told: readonly (number | undefined)[];
}

/** Decides what of a period is told. `minProcesses` is K, at least 2. */
export function suppress(counts: PeriodCounts, minProcesses: number): Disclosure {
  const packages = new Map<string, Figure>();
  const hidden: HiddenImports[] = [];
  for (const [name, row] of counts.packages) {
    const figure = suppressRow(row, minProcesses);
    if (figure !== undefined) packages.set(name, figure);
    const below = row.filter((count) => count < minProcesses);
    if (below.length > 0) hidden.push({ package: name, imports: sum(below) });
  }
  const processes = suppressRow(counts.processes, minProcesses);
  const other = poolOther(hidden, counts, minProcesses);
  return {
    ...(processes === undefined ? {} : { processes }),
    packages,
    ...(other === undefined ? {} : { other }),
  };
}

/** One package, or the processes, over the namespaces; undefined where nothing of it may be told. */
function suppressRow(row: readonly number[], minProcesses: number): Figure | undefined {
  const told = row.map((count) => (count >= minProcesses ? count : undefined));
  if (told.every((count) => count === undefined)) return undefined;
  return { total: sum(told.map((count) => count ?? 0)), partial: told.includes(undefined), told };
}
