/** The operations a source reads from a running collector: counts by namespace, package and day. */
import { type Day, formatDay } from '../series/day.ts';
import {
  earlierAnswer,
  earlierQuery,
  historyAnswer,
  historyQuery,
  namespacesAnswer,
  namespacesQuery,
  processesAnswer,
  processesQuery,
  usageAnswer,
  usageQuery,
} from '../sources/api.ts';
import type { Query, Source } from '../sources/source.ts';
import { defineOperation, type Operation } from './operation.ts';

/** The operations over `source`, which is the collector's own ledger. */
export function usageOperations(source: Source): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/namespaces',
      id: 'listNamespaces',
      summary: 'Namespaces in a window, with their first and last day there',
      querySchema: namespacesQuery,
      answers: {
        200: { description: 'Every namespace with anything recorded in it.', schema: namespacesAnswer },
      },
      handle: async ({ query }, c) => {
        const spans = await source.namespaces(query);
        return c.json({
          namespaces: spans.map((span) => ({
            ...span,
            firstDay: formatDay(span.firstDay),
            lastDay: formatDay(span.lastDay),
          })),
        });
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/processes',
      id: 'countProcesses',
      summary: 'Reporting processes by namespace and day',
      querySchema: processesQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: processesAnswer } },
      handle: async ({ query }, c) =>
        c.json({ processes: (await source.processes(windowed(query))).map(withDayText) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/usage',
      id: 'countUsage',
      summary: 'Processes that imported each package in a window',
      querySchema: usageQuery,
      answers: {
        200: { description: 'A row a package.', schema: usageAnswer },
      },
      handle: async ({ query }, c) => {
        const rows = await source.usage({
          ...windowed(query),
          split: query.split === 'namespace',
        });
        return c.json({ packages: rows.map((row) => ({ ...row, lastDay: formatDay(row.lastDay) })) });
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/earlier',
      id: 'lastSeenBefore',
      summary: 'Last day of each package before a day',
      querySchema: earlierQuery,
      answers: { 200: { description: 'A row a package imported by then.', schema: earlierAnswer } },
      handle: async ({ query }, c) => {
        const rows = await source.earlier({ ...query, except: new Set() });
        return c.json({ packages: rows.map((row) => ({ ...row, lastDay: formatDay(row.lastDay) })) });
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/history',
      id: 'countHistory',
      summary: 'Processes that imported some packages, by day',
      querySchema: historyQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: historyAnswer } },
      handle: async ({ query }, c) =>
        c.json({
          history: (await source.history({ ...windowed(query), packages: query.packages })).map(withDayText),
        }),
    }),
  ];
}

interface WindowQuery {
  readonly from: Day;
  readonly to: Day;
  readonly namespaces?: readonly string[];
}

function windowed({ from, to, namespaces }: WindowQuery): Query {
  return { window: { from, to }, ...(namespaces === undefined ? {} : { namespaces }) };
}

function withDayText<Row extends { readonly day: Day }>(row: Row): Omit<Row, 'day'> & { day: string } {
  return { ...row, day: formatDay(row.day) };
}
