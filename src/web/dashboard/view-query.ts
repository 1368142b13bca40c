/** The query of a page's address → the view it asks for. What does not fit is refused with what was expected. */
import { z } from 'zod';
import type { Failure } from '../../failure.ts';
import { type Day, parseDay, type Window } from '../../series/day.ts';
import { readQuery } from '../api/operation.ts';
import {
  DEFAULT_PERIOD,
  DOWNLOADS,
  PACKAGE_ORDERS,
  type PageName,
  PERIODS,
  type PeriodName,
  type View,
} from '../pages/view.ts';

/** Longer than any label the collector records. */
const MAX_NAME_CHARACTERS = 1_000;
const MAX_SEARCH_CHARACTERS = 200;

const day = z.string().refine((text) => parseDay(text) !== undefined, 'expected a day as YYYY-MM-DD');
const name = z.string().max(MAX_NAME_CHARACTERS);
const environment = z.string().min(1).max(64).optional();
const part = z.coerce.number().int().min(1).max(10_000).optional();
const scope = {
  period: z.enum(PERIODS).optional(),
  from: day.optional(),
  to: day.optional(),
  namespace: name.optional(),
};

const QUERIES = {
  overview: z.strictObject(scope),
  packages: z.strictObject({
    ...scope,
    search: z.string().max(MAX_SEARCH_CHARACTERS).optional(),
    order: z.enum(PACKAGE_ORDERS).optional(),
    part,
  }),
  package: z.strictObject({ ...scope, package: name.min(1) }),
  unused: z.strictObject({ ...scope, environment, download: z.enum(DOWNLOADS).optional() }),
  environment: z.strictObject({
    ...scope,
    environment,
    day: day.optional(),
    before: day.optional(),
    part,
  }),
  collector: z.strictObject(scope),
} as const satisfies Record<PageName, z.ZodObject>;

export type ViewParse =
  | { readonly view: View; readonly problem?: never }
  | { readonly view?: never; readonly problem: string };

/** Reads the view of `page` from its query parameters. */
export function parseView(page: PageName, queries: Readonly<Record<string, readonly string[]>>): ViewParse {
  const query: z.output<(typeof QUERIES)[PageName]> | Failure = readQuery(QUERIES[page], queries);
  if (query instanceof Error) return { problem: query.message };
  const { period, from, to, ...rest } = query;
  const given = Object.fromEntries(
    // An empty search is a form's way of saying none; an empty namespace is one.
    Object.entries(rest).filter(
      ([key, value]) => value !== undefined && (value !== '' || key === 'namespace'),
    ),
  );
  if (from === undefined && to === undefined) {
    return { view: { page, period: period ?? DEFAULT_PERIOD, ...given } };
  }
  if (period !== undefined) return { problem: 'a period and from/to are both given; give one of them' };
  if (from === undefined || to === undefined)
    return { problem: 'from and to belong together; give both days' };
  if (from > to) return { problem: `from ${from} is after to ${to}; exchange them` };
  return { view: { page, period: { from, to }, ...given } };
}

const PERIOD_DAYS: Readonly<Record<Exclude<PeriodName, 'all'>, number>> = {
  '7d': 7,
  '30d': 30,
  '90d': 90,
  '1y': 365,
};

/** The days of a view's period, as far as they lie between `firstDay`, when recording began, and today. */
export function windowOf({ period }: View, today: Day, firstDay: Day): Window {
  const within = (day: Day) => Math.max(firstDay, Math.min(today, day));
  if (typeof period !== 'string') {
    return { from: within(parseDay(period.from) ?? firstDay), to: within(parseDay(period.to) ?? today) };
  }
  return { from: period === 'all' ? firstDay : within(today - PERIOD_DAYS[period] + 1), to: today };
}
