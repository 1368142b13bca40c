/** The pieces of time a release is made of: months, quarters, years, or all that was not yet published. */
import { checkedDay, type Day, dayOf, formatDay, type Window } from '../series/day.ts';

export const GRANULARITIES = ['month', 'quarter', 'year', 'total'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface Period {
  readonly by: Granularity;
  /** `2026-10`, `2026-Q4`, `2026`, or first and last day joined by `/` (ISO 8601) for a total. */
  readonly name: string;
  readonly days: Window;
}

const MONTHS: Readonly<Record<Exclude<Granularity, 'total'>, number>> = { month: 1, quarter: 3, year: 12 };

/** The calendar periods that hold any of the days, in order; the first begins with them, the last may reach beyond. */
export function calendarPeriods(by: Exclude<Granularity, 'total'>, days: Window): Period[] {
  const periods: Period[] = [];
  let period = periodOf(by, days.from);
  while (period.days.from <= days.to) {
    periods.push({ ...period, days: { ...period.days, from: Math.max(period.days.from, days.from) } });
    period = periodOf(by, period.days.to + 1);
  }
  return periods;
}

/** Any run of days as one period. */
export function totalPeriod(days: Window): Period {
  return { by: 'total', name: `${formatDay(days.from)}/${formatDay(days.to)}`, days };
}

/** True if it begins amid its month, quarter or year, as the first one does where counting began then. */
export function isShort({ by, from }: { readonly by: Granularity; readonly from: string }): boolean {
  const day = checkedDay(from);
  return by !== 'total' && periodOf(by, day).days.from < day;
}

export function overlaps(a: Window, b: Window): boolean {
  return a.from <= b.to && b.from <= a.to;
}

function periodOf(by: Exclude<Granularity, 'total'>, day: Day): Period {
  const months = MONTHS[by];
  const date = new Date(`${formatDay(day)}T00:00:00Z`);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() - (date.getUTCMonth() % months);
  const days = { from: firstDay(year, month), to: firstDay(year, month + months) - 1 };
  return { by, name: nameOf(by, year, month), days };
}

function nameOf(by: Exclude<Granularity, 'total'>, year: number, month: number): string {
  if (by === 'year') return String(year);
  if (by === 'quarter') return `${year}-Q${month / 3 + 1}`;
  return `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** Months past December run on into the next year. */
function firstDay(year: number, month: number): Day {
  return dayOf(Date.UTC(year, month, 1));
}
