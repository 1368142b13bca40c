/** The operations a source reads from a running collector: counts by namespace, package and day. */
import type { z } from 'zod';
import { type Day, formatDay } from '../../series/day.ts';
import {
  CALLS,
  environmentAnswer,
  environmentPath,
  environmentsAnswer,
  NO_ENVIRONMENT,
  type RowsCall,
} from '../../sources/api.ts';
import { withDayTexts } from '../../sources/day-fields.ts';
import type { Source } from '../../sources/source.ts';
import { apiError, defineOperation, type Operation, refuse } from './operation.ts';

/** The operations over `source`, which is the collector's own ledger. */
export function usageOperations(source: Source): Operation[] {
  return [
    rowsOperation(CALLS.namespaces, (query) => source.namespaces(windowed(query))),
    rowsOperation(CALLS.processes, (query) => source.processes(windowed(query))),
    rowsOperation(CALLS.usage, ({ split, count, ...query }) =>
      source.usage({ ...windowed(query), split: split === 'namespace', days: count === 'days' }),
    ),
    rowsOperation(CALLS.earlier, (query) => source.earlier({ ...query, except: new Set() })),
    rowsOperation(CALLS.firstDays, (query) => source.firstDays(windowed(query))),
    rowsOperation(CALLS.history, (query) => source.history(windowed(query))),
    rowsOperation(CALLS.failedImports, (query) => source.failedImports(windowed(query))),
    rowsOperation(CALLS.removalDays, (query) => source.removalDays(windowed(query))),
    rowsOperation(CALLS.environmentProcesses, (query) => source.environmentProcesses(windowed(query))),
    rowsOperation(CALLS.unnamed, (query) => source.unnamed(windowed(query))),
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

function rowsOperation<Query extends z.ZodObject, Row, Field extends string>(
  { path, field, answered, answer, query: querySchema, ...about }: RowsCall<Query, Row, Field>,
  read: (query: z.output<Query>) => Promise<readonly object[]>,
): Operation {
  return defineOperation({
    ...about,
    method: 'get',
    path: `/${path}`,
    querySchema,
    answers: { 200: { description: answered, schema: answer } },
    handle: async ({ query }, c) => c.json({ [field]: (await read(query)).map(withDayTexts) }),
  });
}

function windowed<Rest>({ from, to, ...rest }: Rest & { readonly from: Day; readonly to: Day }) {
  return { ...rest, window: { from, to } };
}
