/**
 * Counts of one period in, what may be told of them out. Suppress first, add afterwards: no figure contains
 * a count below the threshold, except a pool of so many that each could still be any number below it.
 *
 * What it guarantees, to somebody who knows this rule, every figure and every total: of a count below the
 * threshold K nothing can be learnt but that it is below K; each of 0 … K-1 remains possible.
 * docs/privacy.md has the reasoning, tests/release/exhaustive.test.ts tries every small table.
 */

/** Counts as recorded, or with noise on each: then also negative. */
export interface PeriodCounts {
  /** The columns. A namespace exists for everybody to see, so that its absence would tell nothing. */
  readonly namespaces: readonly string[];
  readonly processes: readonly number[];
  /** A row a package that is known at all, also one without a single process; one count a namespace. */
  readonly packages: ReadonlyMap<string, readonly number[]>;
  /** Processes whose packages the collector itself folded into `other`, where it did. */
  readonly folded: number;
}

export interface Disclosure {
  /** Absent where there are too few processes to tell. */
  readonly processes?: Figure;
  readonly packages: ReadonlyMap<string, Figure>;
  readonly other?: Pool;
}

export interface Figure {
  /** What is told of all namespaces together: the told ones and `elsewhere`. */
  readonly total: number;
  /** Whether something below the threshold was left out of `total`. */
  readonly partial: boolean;
  /** One entry a namespace of {@link PeriodCounts.namespaces}; undefined where it is below the threshold. */
  readonly told: readonly (number | undefined)[];
  /** All namespaces below the threshold together, where there are enough of them. */
  readonly elsewhere?: Pool;
}

export interface Pool {
  readonly sum: number;
  /** Whether the sum was cut, or something below the threshold left out of it. */
  readonly partial: boolean;
}

/** Decides what of a period is told. `minProcesses` is K, at least 2. */
export function suppress(counts: PeriodCounts, minProcesses: number): Disclosure {
  const packages = new Map<string, Figure>();
  const leftovers: number[] = [];
  for (const [name, row] of counts.packages) {
    const { figure, leftover } = suppressRow(row, minProcesses);
    if (figure !== undefined) packages.set(name, figure);
    if (leftover !== undefined) leftovers.push(leftover);
  }
  const processes = suppressRow(counts.processes, minProcesses).figure;
  const other = poolOther(leftovers, counts.folded, minProcesses);
  return {
    ...(processes === undefined ? {} : { processes }),
    packages,
    ...(other === undefined ? {} : { other }),
  };
}

interface Row {
  /** Absent where nothing of the row may be told. */
  readonly figure?: Figure;
  /** What is in no figure of the row, so that it may go into "other". */
  readonly leftover?: number;
}

/** One package, or the processes, over the namespaces. */
function suppressRow(row: readonly number[], minProcesses: number): Row {
  const told = row.map((count) => (count >= minProcesses ? count : undefined));
  const below = row.filter((count) => count < minProcesses);
  const elsewhere = pool(below, minProcesses);
  const leftover = below.length > 0 && elsewhere === undefined ? { leftover: sum(below) } : {};
  const total = sum(told.map((count) => count ?? 0)) + (elsewhere?.sum ?? 0);
  if (total < minProcesses) return leftover;
  const partial = below.length > 0 && elsewhere?.partial !== false;
  return { ...leftover, figure: { total, partial, told, ...(elsewhere === undefined ? {} : { elsewhere }) } };
}

/**
 * The sum of parts each of which must stay free between 0 and K-1 for those who see the sum: any one may be
 * 0 only if the others can make up the whole, hence the cap. Below K, or where the cap is, nothing is told.
 */
export function pool(parts: readonly number[], minProcesses: number): Pool | undefined {
  const cap = (parts.length - 1) * (minProcesses - 1);
  const whole = sum(parts);
  if (cap < minProcesses || whole < minProcesses) return undefined;
  return { sum: Math.min(whole, cap), partial: whole >= cap };
}

/** What the collector folded is one number of unknown parts: told as it is, or left out where it is below K. */
function poolOther(leftovers: readonly number[], folded: number, minProcesses: number): Pool | undefined {
  const pooled = pool(leftovers, minProcesses);
  if (folded < minProcesses) return pooled;
  return { sum: folded + (pooled?.sum ?? 0), partial: leftovers.length > 0 && pooled?.partial !== false };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
