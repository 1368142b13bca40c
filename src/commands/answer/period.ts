/** `--since` and `--until` as they were typed → a window of UTC days. */
import { Failure } from '../../failure.ts';
import { type Day, dayOf, formatDay, parseDay, parseDays, type Window } from '../../series/day.ts';
import { firstDayOf } from '../../series/length.ts';

export const DEFAULT_SINCE = '90d';

export interface PeriodOptions {
  readonly since: string;
  readonly until?: string;
}

/** `since` is a day or a length back from `until`, which is a day and today where absent. */
export function parsePeriod({ since, until }: PeriodOptions, nowMs: number): Window {
  const to = until === undefined ? dayOf(nowMs) : readDay('--until', until);
  if (to > dayOf(nowMs)) {
    throw new Failure(
      'invalid-option',
      `--until ${until} is yet to come: today is ${formatDay(dayOf(nowMs))}, UTC`,
    );
  }
  const from = firstDayOf(since, to) ?? readDay('--since', since, ', or a length such as 90d, 12w, 6m or 1y');
  if (from > to) {
    throw new Failure('invalid-option', `--since ${since} is after --until ${until ?? formatDay(to)}`);
  }
  return { from, to };
}

/** `FROM..TO` or one day, as `option` takes them. */
export function readDays(option: string, text: string): Window {
  const days = parseDays(text);
  if (days !== undefined) return days;
  throw new Failure(
    'invalid-option',
    `${option} ${text}: write one day as YYYY-MM-DD, or the first and the last as FROM..TO`,
  );
}

/** YYYY-MM-DD, as `option` takes it. */
export function readDay(option: string, text: string, otherwise = ''): Day {
  const day = parseDay(text);
  if (day === undefined) {
    throw new Failure('invalid-option', `${option} ${text} is not a day: write YYYY-MM-DD${otherwise}`);
  }
  return day;
}
