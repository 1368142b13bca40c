/**
 * Which periods a release is made of: those told before, word for word; new ones that are over; and those left
 * out, with the reason. Two releases of the same days that do not both carry noise are never made.
 */
import { type Day, formatDay, type Window } from '../series/day.ts';
import { calendarPeriods, type Granularity, overlaps, type Period, totalPeriod } from './period.ts';
import { daysOf, type ReleasedPeriod } from './released.ts';

export type PlannedPeriod =
  | { readonly state: 'as published'; readonly period: Period; readonly released: ReleasedPeriod }
  | { readonly state: 'new'; readonly period: Period }
  | { readonly state: 'left out'; readonly period: Period; readonly because: string };

export interface PlanRequest {
  readonly by: Granularity;
  readonly noised: boolean;
  /** First and last day on which anything was recorded. */
  readonly recorded: Window;
  readonly today: Day;
  readonly released: readonly ReleasedPeriod[];
}

/** Periods in the order of their days. */
export function planRelease(request: PlanRequest): PlannedPeriod[] {
  const asPublished = request.released
    .filter((released) => released.by === request.by)
    .map((released) => ({ state: 'as published', period: periodOf(released), released }) as const);
  const known = new Set(asPublished.map(({ period }) => period.name));
  const others = candidates(request)
    .filter((period) => !known.has(period.name))
    .map((period) => judge(period, request));
  return [...asPublished, ...others].sort((a, b) => a.period.days.from - b.period.days.from);
}

function candidates({ by, recorded, today, released }: PlanRequest): Period[] {
  if (by !== 'total') return calendarPeriods(by, { from: recorded.from, to: Math.min(recorded.to, today) });
  // All that was not yet published: its days never come back, so today may be among them.
  const from = Math.max(recorded.from, ...released.map((told) => daysOf(told).to + 1));
  return from > Math.min(recorded.to, today) ? [] : [totalPeriod({ from, to: today })];
}

function judge(period: Period, { today, noised, released }: PlanRequest): PlannedPeriod {
  if (period.by !== 'total' && period.days.to >= today) {
    return { state: 'left out', period, because: `runs until ${formatDay(period.days.to)}` };
  }
  const clash = released.find(
    (told) => overlaps(daysOf(told), period.days) && !(noised && told.noise !== undefined),
  );
  if (clash === undefined) return { state: 'new', period };
  return {
    state: 'left out',
    period,
    because: `the difference to ${clash.period}, published by ${clash.by}, could give counts away`,
  };
}

function periodOf(released: ReleasedPeriod): Period {
  return { by: released.by, name: released.period, days: daysOf(released) };
}
