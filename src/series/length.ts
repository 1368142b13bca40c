/** Reads a length of time such as `90d`, `12w`, `6m` or `1y`, and finds the day on which it begins. */
import { type Day, dayOf, startOfDayMs } from './day.ts';

export const LENGTH = /^([1-9]\d{0,4})([dwmy])$/;

/** First day of a period of that length that ends on `to`; undefined if the text is not a length. */
export function firstDayOf(text: string, to: Day): Day | undefined {
  const [, digits, unit] = LENGTH.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const count = Number(digits);
  if (unit === 'd') return to - count + 1;
  if (unit === 'w') return to - 7 * count + 1;
  return monthsBefore(to, unit === 'm' ? count : 12 * count) + 1;
}

/** The same day of an earlier month, or the last day of that month if it is shorter. */
function monthsBefore(day: Day, months: number): Day {
  const date = new Date(startOfDayMs(day));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  const lastDate = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month, Math.min(date.getUTCDate(), lastDate)));
}
