/** What a reader typed for the days an answer is about → a window of UTC days. */
import { Failure } from '../../failure.ts';
import {
  type Day,
  dayOf,
  formatDay,
  parseDay as parseDayText,
  startOfDayMs,
  type Window,
} from '../../series/day.ts';

export const DEFAULT_SINCE = '90d';

export interface PeriodOptions {
  readonly since: string;
  readonly until?: string;
}

/** `since` is a day or a length back from `until`, which is a day and today where absent. */
export function parsePeriod({ since, until }: PeriodOptions, nowMs: number): Window {
  const to = until === undefined ? dayOf(nowMs) : parseDay('--until', until);
  const from =
    parseLength(since, to) ?? parseDay('--since', since, ', or a length such as 90d, 12w, 6m or 1y');
  if (from > to) {
    throw new Failure('bad-period', `--since ${since} is after --until ${until ?? formatDay(to)}`);
  }
  return { from, to };
}

/** `FROM..TO` or one day. */
export function parseDays(option: string, text: string): Window {
  const [first = '', last = first, ...rest] = text.split('..');
  const days = { from: parseDay(option, first), to: parseDay(option, last) };
  if (rest.length > 0 || days.from > days.to) {
    throw new Failure('bad-period', `${option} ${text}: write the first and the last day as FROM..TO`);
  }
  return days;
}

/** YYYY-MM-DD, as `option` takes it. */
export function parseDay(option: string, text: string, otherwise = ''): Day {
  const day = parseDayText(text);
  if (day === undefined) {
    throw new Failure('bad-period', `${option} ${text} is not a day: write YYYY-MM-DD${otherwise}`);
  }
  return day;
}

/** The first day of a stretch of days, weeks, months or years that ends on `to`. */
function parseLength(text: string, to: Day): Day | undefined {
  const [, digits, unit] = /^([1-9]\d{0,4})([dwmy])$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const count = Number(digits);
  if (unit === 'd') return to - count + 1;
  if (unit === 'w') return to - 7 * count + 1;
  return monthsBefore(to, unit === 'm' ? count : 12 * count) + 1;
}

/** The same day of an earlier month, or that month's last where it is shorter. */
function monthsBefore(day: Day, months: number): Day {
  const date = new Date(startOfDayMs(day));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  const lastDate = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month, Math.min(date.getUTCDate(), lastDate)));
}
