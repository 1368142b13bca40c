/** A UTC calendar day as the number of days since 1970-01-01: the finest time the product keeps. */

export type Day = number;

const DAY_MS = 86_400_000;

/** The UTC day of a time in milliseconds since the epoch. */
export function dayOf(epochMs: number): Day {
  return Math.floor(epochMs / DAY_MS);
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** {@link formatDay} for a report in which few days stand in many rows. */
export function dayFormatter(): (day: Day) => string {
  const texts = new Map<Day, string>();
  return (day) => {
    const text = texts.get(day) ?? formatDay(day);
    texts.set(day, text);
    return text;
  };
}

/** Reads `YYYY-MM-DD`; undefined where it is not a real calendar day. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const epochMs = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(epochMs)) return undefined;
  const day = dayOf(epochMs);
  return formatDay(day) === text ? day : undefined;
}

/** A text that a schema has checked to be a day. Throws a `RangeError` where it is none. */
export function checkedDay(text: string): Day {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`${text} is not a day`);
  return day;
}

/** The first moment of a day, in milliseconds since the epoch. */
export function startOfDayMs(day: Day): number {
  return day * DAY_MS;
}

/** An inclusive range of days. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

/** Reads `FROM..TO` or one day; undefined where it is neither, or ends before it begins. */
export function parseDays(text: string): Window | undefined {
  const [first = '', last = first, ...rest] = text.split('..');
  const [from, to] = [parseDay(first), parseDay(last)];
  return from === undefined || to === undefined || from > to || rest.length > 0 ? undefined : { from, to };
}

export function isIn({ from, to }: Window, day: Day): boolean {
  return from <= day && day <= to;
}

export function isInAny(windows: readonly Window[], day: Day): boolean {
  return windows.some((window) => isIn(window, day));
}

/** Each of its days in order; none where it ends before it begins. */
export function daysOf({ from, to }: Window): Day[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
}

/** The period of the same length that ends the day before. */
export function windowBefore({ from, to }: Window): Window {
  return { from: from - (to - from + 1), to: from - 1 };
}
