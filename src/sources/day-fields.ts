/** Days of rows: numbers in a source, texts in an answer of the API. */
import { checkedDay, type Day, formatDay } from '../series/day.ts';

type DayField = 'day' | 'firstDay' | 'lastDay';
/** The fields of rows that are days. */
const DAY_FIELDS: ReadonlySet<string> = new Set<DayField>(['day', 'firstDay', 'lastDay']);

export type WithDays<Row> = { readonly [Key in keyof Row]: Key extends DayField ? Day : Row[Key] };

/** A row of an answer, as a source gives it. */
export function withDays<Row extends object>(row: Row): WithDays<Row> {
  // Sound: only the schemas of days have these names.
  return convertDays(row, checkedDay) as WithDays<Row>;
}

/** A row of a source, as an answer gives it. */
export function withDayTexts(row: object): object {
  return convertDays(row, formatDay);
}

function convertDays<From>(row: object, convert: (day: From) => unknown): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, DAY_FIELDS.has(key) ? convert(value) : value]),
  );
}
