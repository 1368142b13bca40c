/** The query of a page's address → the view it asks for. What does not fit is refused with what was expected. */
import { checkedDay, type Day, type Window } from '../../series/day.ts';
import { readQuery } from '../api/operation.ts';
import { PAGES } from '../pages/pages.ts';
import { DEFAULT_PERIOD, type PageName, PERIOD_DAYS, type PeriodName, type View } from '../pages/view.ts';

export type ViewParse =
  | { readonly view: View; readonly problem?: never }
  | { readonly view?: never; readonly problem: string };

interface ScopeQuery {
  readonly period?: PeriodName;
  readonly from?: string;
  readonly to?: string;
}

/** Reads the view of `page` from its query parameters. */
export function parseView(page: PageName, queries: Readonly<Record<string, readonly string[]>>): ViewParse {
  const query = readQuery(PAGES[page].query, queries);
  if (query instanceof Error) return { problem: query.message };
  // Every page's query has the scope's parameters.
  const { period, from, to, ...rest } = query as Pick<View, 'namespace'> & ScopeQuery;
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

/** The days of a view's period, as far as they lie between `firstDay`, when recording began, and today. */
export function windowOf({ period }: View, today: Day, firstDay: Day): Window {
  const within = (day: Day) => Math.max(firstDay, Math.min(today, day));
  if (typeof period !== 'string') {
    return { from: within(checkedDay(period.from)), to: within(checkedDay(period.to)) };
  }
  return { from: period === 'all' ? firstDay : within(today - PERIOD_DAYS[period] + 1), to: today };
}
