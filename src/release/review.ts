/**
 * The review of a release before it is made: each count, told or hidden, and why. For the admin's eyes, since it holds
 * the true counts. No noise is drawn for it and nothing is recorded.
 */
import { mostFirst } from '../reports/order.ts';
import { formatDay } from '../series/day.ts';
import { sum } from '../sums.ts';
import type { PlannedPeriod } from './plan.ts';
import type { ReleasedPeriod } from './released.ts';
import { type Disclosure, type PeriodCounts, suppress } from './suppress.ts';

export interface Review {
  readonly report: 'publish-review';
  readonly minProcesses: number;
  readonly noise?: ReleasedPeriod['noise'];
  readonly periods: readonly PeriodReview[];
  /** Of the new periods, each with its packages, most processes first. */
  readonly packages: readonly PackageReview[];
}

export interface PeriodReview {
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly state: PlannedPeriod['state'];
  /** Why it is left out. */
  readonly because?: string;
  /** True counts of a new period; what was told of one published before. */
  readonly processes?: number;
  /** Packages told by name; absent where the noise decides. */
  readonly named?: number;
  /** Imported packages that are not told by name. */
  readonly folded?: number;
}

export interface PackageReview {
  readonly package: string;
  readonly period: string;
  /** True count. */
  readonly processes: number;
  /** Absent where it is not told by name; or where the noise decides. */
  readonly told?: number;
  /** Namespaces whose count is hidden. */
  readonly hidden: readonly { readonly namespace: string; readonly processes: number }[];
  readonly because?: Because;
}

export type Because =
  /** Fewer than the threshold in all: folded into "other". */
  | 'too few processes'
  /** Enough in all, but not in any namespace. */
  | 'too few in each namespace'
  /** Told, without the namespaces that have too few. */
  | 'some namespaces have too few';

/** One period of the plan; `counts` are those of a new one. */
export function reviewPeriod(
  planned: PlannedPeriod,
  counts: PeriodCounts | undefined,
  terms: { readonly minProcesses: number; readonly noise?: ReleasedPeriod['noise'] },
): { readonly period: PeriodReview; readonly packages: readonly PackageReview[] } {
  const { name, days } = planned.period;
  const base = { period: name, from: formatDay(days.from), to: formatDay(days.to), state: planned.state };
  if (planned.state === 'left out') return { period: { ...base, because: planned.because }, packages: [] };
  if (planned.state === 'as published') {
    const { processes, packages } = planned.released;
    const told = processes === undefined ? {} : { processes: processes.processes };
    return { period: { ...base, ...told, named: packages.length }, packages: [] };
  }
  if (counts === undefined) return { period: base, packages: [] };
  const disclosure = suppress(counts, terms.minProcesses);
  const noised = terms.noise !== undefined;
  const packages = [...counts.packages]
    .filter(([, row]) => row.some((count) => count > 0))
    .map(([name, row]) =>
      reviewPackage(name, row, noised ? undefined : disclosure, counts, base.period, terms.minProcesses),
    )
    .sort(mostFirst);
  const named = packages.filter(({ told }) => told !== undefined).length;
  const decided = noised ? {} : { named, folded: packages.length - named };
  return { period: { ...base, processes: sum(counts.processes), ...decided }, packages };
}

function reviewPackage(
  name: string,
  row: readonly number[],
  disclosure: Disclosure | undefined,
  { namespaces }: PeriodCounts,
  period: string,
  minProcesses: number,
): PackageReview {
  const processes = sum(row);
  if (disclosure === undefined) return { package: name, period, processes, hidden: [] };
  const figure = disclosure.packages.get(name);
  const hidden = namespaces.flatMap((namespace, column) => {
    const count = row[column] ?? 0;
    return figure?.told[column] === undefined && count > 0 ? [{ namespace, processes: count }] : [];
  });
  const because = reasonOf(figure !== undefined, processes >= minProcesses, hidden.length > 0);
  return {
    package: name,
    period,
    processes,
    ...(figure === undefined ? {} : { told: figure.total }),
    hidden,
    ...(because === undefined ? {} : { because }),
  };
}

function reasonOf(told: boolean, enough: boolean, hides: boolean): Because | undefined {
  if (!told) return enough ? 'too few in each namespace' : 'too few processes';
  return hides ? 'some namespaces have too few' : undefined;
}
