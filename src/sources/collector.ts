/** Counts from a running collector's API. */
import type { z } from 'zod';
import { Failure } from '../failure.ts';
import { checkedDay, formatDay } from '../series/day.ts';
import {
  CALLS,
  encodeNames,
  environmentAnswer,
  environmentsAnswer,
  noEnvironmentAnswer,
  type RowsCall,
} from './api.ts';
import { type WithDays, withDays } from './day-fields.ts';
import type { JsonClient, Reply } from './http.ts';
import type { Source, UsageQuery } from './source.ts';

/** Disposes of `client` with itself. */
export function collectorSource(client: JsonClient): Source {
  const parse = <Answer>(schema: z.ZodType<Answer>, path: string, { status, json }: Reply): Answer => {
    const parsed = status === 200 ? schema.safeParse(json) : undefined;
    if (parsed?.success === true) return parsed.data;
    const { address } = client;
    throw new Failure(
      'not-a-collector',
      `${address} does not answer as a collector (${status} at /${path})`,
      { about: address },
    );
  };
  const rows = async <Row extends object, Field extends string>(
    { path, query, field, answer }: RowsCall<z.ZodObject, Row, Field>,
    parameters: Readonly<Record<string, string>>,
  ): Promise<readonly WithDays<Row>[]> => {
    // A question may have fields that its call has no parameter for, such as packages for processes.
    const taken = Object.fromEntries(Object.entries(parameters).filter(([name]) => name in query.shape));
    return parse(answer, path, await client.get(path, taken))[field].map(withDays);
  };
  return {
    origin: `collector ${client.address}`,
    emptyHint: 'point a Python at it with `popcon activate`, and let a process end',
    namespaces: (query) => rows(CALLS.namespaces, parametersOf(query)),
    processes: (query) => rows(CALLS.processes, parametersOf(query)),
    usage: async (query) => {
      if (query.packages?.length === 0) return [];
      return rows(CALLS.usage, {
        ...parametersOf(query),
        ...(query.split === true && { split: 'namespace' }),
        ...(query.days === true && { count: 'days' }),
      });
    },
    history: async (query) => (query.packages.length === 0 ? [] : rows(CALLS.history, parametersOf(query))),
    failedImports: (query) => rows(CALLS.failedImports, parametersOf(query)),
    removalDays: ({ event, window }) => rows(CALLS.removalDays, { event, ...parametersOf({ window }) }),
    earlier: async ({ before, namespaces, except }) => {
      const parameters = { before: formatDay(before), ...listParameters({ namespaces }) };
      return (await rows(CALLS.earlier, parameters)).filter((row) => !except.has(row.package));
    },
    environmentProcesses: (query) => rows(CALLS.environmentProcesses, parametersOf(query)),
    unnamed: (query) => rows(CALLS.unnamed, parametersOf(query)),
    firstDays: (query) => rows(CALLS.firstDays, parametersOf(query)),
    environments: async () => {
      const path = 'api/v1/environments';
      return parse(environmentsAnswer, path, await client.get(path)).environments;
    },
    environment: async (name) => {
      const path = `api/v1/environments/${encodeURIComponent(name)}`;
      const reply = await client.get(path);
      if (reply.status === 404 && noEnvironmentAnswer.safeParse(reply.json).success) return undefined;
      const { inventory, firstSeen, gone } = parse(environmentAnswer, path, reply);
      const days = Object.entries(firstSeen).map(([each, day]) => [each, checkedDay(day)] as const);
      return { inventory, firstSeen: new Map(days), gone: new Set(gone) };
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

function parametersOf({ window, ...lists }: UsageQuery) {
  return { from: formatDay(window.from), to: formatDay(window.to), ...listParameters(lists) };
}

function listParameters({ namespaces, packages }: Omit<UsageQuery, 'window'>) {
  return {
    ...(namespaces && { namespaces: encodeNames(namespaces) }),
    ...(packages && { packages: encodeNames(packages) }),
  };
}
