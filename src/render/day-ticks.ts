/** The marks of a time axis: on days, on Mondays, or on firsts of months. */
import { type Day, dayOf, startOfDayMs } from '../series/day.ts';

export interface DayTick {
  readonly at: Date;
  readonly text: string;
}

/** Monday; 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120] as const;
const HALF_DAY_MS = 43_200_000;

/** At most `most` marks from `from` to `to`, as close together as that allows. */
export function dayTicks(from: Day, to: Day, most: number): readonly DayTick[] {
  // A day's mark stands in the middle of it; a week or a month begins at its own.
  if (to - from < most) return every(1, from, to).map((day) => tick(day, HALF_DAY_MS, formatDayOf));
  for (const weeks of [1, 2, 4]) {
    const days = every(7 * weeks, from + mod(FIRST_MONDAY - from, 7), to);
    if (days.length <= most) return days.map((day) => tick(day, 0, formatDayOf));
  }
  for (const step of MONTH_STEPS) {
    const days = firstsOfMonths(from, to, step);
    if (days.length <= most) return days.map((day, at) => tick(day, 0, (date) => formatMonth(date, at)));
  }
  return [];
}

function every(step: number, from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, at) => from + at * step);
}

function firstsOfMonths(from: Day, to: Day, step: number): Day[] {
  const days: Day[] = [];
  const start = new Date(startOfDayMs(from));
  for (let month = start.getUTCFullYear() * 12 + start.getUTCMonth(); ; month += 1) {
    const day = dayOf(Date.UTC(Math.floor(month / 12), month % 12, 1));
    if (day > to) return days;
    if (day >= from && month % step === 0) days.push(day);
  }
}

function tick(day: Day, offsetMs: number, format: (date: Date) => string): DayTick {
  const date = new Date(startOfDayMs(day));
  return { at: new Date(startOfDayMs(day) + offsetMs), text: format(date) };
}

function formatDayOf(date: Date): string {
  return date.toLocaleDateString('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
}

/** The year stands where it begins, and at the first mark. */
function formatMonth(date: Date, at: number): string {
  const withYear = at === 0 || date.getUTCMonth() === 0;
  return date.toLocaleDateString('en', {
    month: 'short',
    timeZone: 'UTC',
    ...(withYear ? { year: 'numeric' } : {}),
  });
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
