/** Rows of packages, or of environments, in the order that is asked for: by use, by its spread, rare first, by name, by change or
 * by the last day. */
import { compareText } from '../sources/source.ts';
import type { Count, DayText } from './evidence.ts';
import type { Spread } from './spread.ts';

export const PACKAGE_ORDERS = [
  'processes',
  'days',
  'namespaces',
  'fewest',
  'package',
  'change',
  'last-day',
] as const;
export type PackageOrder = (typeof PACKAGE_ORDERS)[number];

/** A count, and that of the period before where there is one. */
export interface Moved extends Count {
  readonly before?: Count;
}

/** The fields of a row by which it is put in order. */
interface Ordered extends Moved, Partial<Spread> {
  readonly lastDay?: DayText;
}

/** `rows` are in the order of processes. */
export function orderRows<Row extends Ordered>(
  rows: readonly Row[],
  order: PackageOrder,
  nameOf: (row: Row) => string,
): readonly Row[] {
  const byName = (a: Row, b: Row) => compareText(nameOf(a), nameOf(b));
  switch (order) {
    case 'processes':
      return rows;
    case 'fewest':
      return rows.toReversed();
    case 'days':
    case 'namespaces':
      return rows.toSorted((a, b) => (b[order] ?? 0) - (a[order] ?? 0));
    case 'package':
      return rows.toSorted(byName);
    case 'change':
      return rows.toSorted((a, b) => Math.abs(changeOf(b)) - Math.abs(changeOf(a)) || byName(a, b));
    case 'last-day':
      return rows.toSorted((a, b) => compareText(b.lastDay ?? '', a.lastDay ?? '') || byName(a, b));
  }
}

/** The order of `popcon top`. */
export function mostFirst<Row extends { readonly package: string; readonly processes: number }>(
  a: Row,
  b: Row,
): number {
  return b.processes - a.processes || (a.package < b.package ? -1 : 1);
}

/** The change of the share, or of the count where there is none; 0 without a period before. */
export function changeOf({ share, processes, before }: Moved): number {
  if (before === undefined) return 0;
  return share === undefined || before.share === undefined
    ? processes - before.processes
    : share - before.share;
}
