/** The operations a source reads from a running collector: counts by namespace, package and day. */
import { type Day, formatDay } from '../../series/day.ts';
import {
  earlierAnswer,
  earlierQuery,
  environmentAnswer,
  environmentPath,
  environmentProcessesAnswer,
  environmentsAnswer,
  failedImportsAnswer,
  firstDaysAnswer,
  historyAnswer,
  historyQuery,
  NO_ENVIRONMENT,
  namespacesAnswer,
  processesAnswer,
  removalsAnswer,
  removalsQuery,
  scopeQuery,
  unnamedAnswer,
  usageAnswer,
  usageQuery,
  windowQuery,
} from '../../sources/api.ts';
import type { Query, Source } from '../../sources/source.ts';
import { apiError, defineOperation, type Operation, refuse } from './operation.ts';

/** The operations over `source`, which is the collector's own ledger. */
export function usageOperations(source: Source): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/namespaces',
      id: 'listNamespaces',
      summary: 'Namespaces in a window, with their first and last day there',
      querySchema: windowQuery,
      answers: {
        200: { description: 'Every namespace with anything recorded in it.', schema: namespacesAnswer },
      },
      handle: async ({ query }, c) => c.json({ namespaces: withDayTexts(await source.namespaces(query)) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/processes',
      id: 'countProcesses',
      summary: 'Reporting processes by namespace and day',
      querySchema: scopeQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: processesAnswer } },
      handle: async ({ query }, c) =>
        c.json({ processes: withDayTexts(await source.processes(windowed(query))) }),
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
          ...(query.packages === undefined ? {} : { packages: query.packages }),
          split: query.split === 'namespace',
          days: query.count === 'days',
        });
        return c.json({ packages: withDayTexts(rows) });
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/earlier',
      id: 'lastSeenBefore',
      summary: 'Last day of each package before a day',
      querySchema: earlierQuery,
      answers: { 200: { description: 'A row a package imported by then.', schema: earlierAnswer } },
      handle: async ({ query }, c) =>
        c.json({ packages: withDayTexts(await source.earlier({ ...query, except: new Set() })) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/first-days',
      id: 'firstDays',
      summary: 'First day of each package in a window',
      querySchema: scopeQuery,
      answers: {
        200: { description: 'A row a package imported in the window.', schema: firstDaysAnswer },
      },
      handle: async ({ query }, c) =>
        c.json({ packages: withDayTexts(await source.firstDays(windowed(query))) }),
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
          history: withDayTexts(await source.history({ ...windowed(query), packages: query.packages })),
        }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/failed-imports',
      id: 'countFailedImports',
      summary: 'Processes in which an import of a package failed, by package and day',
      querySchema: scopeQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: failedImportsAnswer } },
      handle: async ({ query }, c) =>
        c.json({ failedImports: withDayTexts(await source.failedImports(windowed(query))) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/removals',
      id: 'countRemovals',
      summary: 'Processes that told of a removal or missed a package, by package, namespace and day',
      querySchema: removalsQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: removalsAnswer } },
      handle: async ({ query: { event, from, to } }, c) =>
        c.json({ removals: withDayTexts(await source.removalDays({ event, window: { from, to } })) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/environment-processes',
      id: 'countEnvironmentProcesses',
      summary: 'Processes that name their environment, by environment, namespace and day',
      querySchema: windowQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: environmentProcessesAnswer } },
      handle: async ({ query }, c) =>
        c.json({ processes: withDayTexts(await source.environmentProcesses(query)) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/unnamed',
      id: 'countUnnamed',
      summary: 'Imports counted under no name of their own, by day',
      description: 'Past the limit of series, or of names in no uploaded inventory.',
      querySchema: windowQuery,
      answers: { 200: { description: 'Days without any are left out.', schema: unnamedAnswer } },
      handle: async ({ query }, c) => c.json({ unnamed: withDayTexts(await source.unnamed(query)) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/environments',
      id: 'listEnvironments',
      summary: 'Environments with an inventory',
      answers: { 200: { description: 'Their names, sorted.', schema: environmentsAnswer } },
      handle: async (_, c) => c.json({ environments: await source.environments() }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/environments/{name}',
      id: 'getEnvironment',
      summary: 'What an environment has installed',
      pathSchema: environmentPath,
      answers: {
        200: { description: 'The newest inventory.', schema: environmentAnswer },
        404: { description: 'There is no inventory of it.', schema: apiError },
      },
      handle: async ({ path: { name } }, c) => {
        const installed = await source.environment(name);
        if (installed === undefined)
          return refuse(c, 404, NO_ENVIRONMENT, `there is no inventory of ${name}`);
        const days = [...installed.firstSeen].map(([distribution, day]) => [distribution, formatDay(day)]);
        return c.json({
          inventory: installed.inventory,
          firstSeen: Object.fromEntries(days),
          gone: [...(installed.gone ?? [])],
        });
      },
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

const DAYS: ReadonlySet<string> = new Set(['day', 'firstDay', 'lastDay']);

function withDayTexts(rows: readonly object[]): readonly object[] {
  const withTexts = (row: object) =>
    Object.entries(row).map(([key, value]) => [key, DAYS.has(key) ? formatDay(value) : value]);
  return rows.map((row) => Object.fromEntries(withTexts(row)));
}
