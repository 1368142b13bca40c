/** The query of a page's address → the view it asks for. What does not fit is refused with what was expected. */
import { Failure } from '../../failure.ts';
import { checkedDay, type Day, type Window } from '../../series/day.ts';
import { readQuery } from '../api/operation.ts';
import { PAGES } from '../pages/pages.ts';
import { DEFAULT_PERIOD, type PageName, PERIOD_DAYS, type PeriodName, type View } from '../pages/view.ts';

interface ScopeQuery {
  readonly period?: PeriodName;
  readonly from?: string;
  readonly to?: string;
}

/** Reads the view of `page` from its query parameters; throws a `Failure` where they do not fit. */
export function parseView(page: PageName, queries: Readonly<Record<string, readonly string[]>>): View {
  const query = readQuery(PAGES[page].query, queries);
  if (query instanceof Failure) throw query;
  // Every page's query has the scope's parameters.
  const { period, from, to, ...rest } = query as Pick<View, 'namespace'> & ScopeQuery;
  const given = Object.fromEntries(
    // An empty search is a form's way of saying none; an empty namespace is one.
    Object.entries(rest).filter(
      ([key, value]) => value !== undefined && (value !== '' || key === 'namespace'),
    ),
  );
  if (from === undefined && to === undefined) {
    return { page, period: period ?? DEFAULT_PERIOD, ...given };
  }
  const refuse = (message: string) => new Failure('bad-query', message);
  if (period !== undefined) throw refuse('a period and from/to are both given; give one of them');
  if (from === undefined || to === undefined) throw refuse('from and to belong together; give both days');
  if (from > to) throw refuse(`from ${from} is after to ${to}; exchange them`);
  return { page, period: { from, to }, ...given };
}

/** The days of a view's period, as far as they lie between `firstDay`, when recording began, and today. */
export function windowOf({ period }: View, today: Day, firstDay: Day): Window {
  const within = (day: Day) => Math.max(firstDay, Math.min(today, day));
  if (typeof period !== 'string') {
    return { from: within(checkedDay(period.from)), to: within(checkedDay(period.to)) };
  }
  return { from: period === 'all' ? firstDay : within(today - PERIOD_DAYS[period] + 1), to: today };
}
