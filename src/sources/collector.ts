/** Counts from a running collector's API. */
import type { z } from 'zod';
import { Failure } from '../failure.ts';
import { checkedDay, type Day, formatDay } from '../series/day.ts';
import {
  earlierAnswer,
  encodeNames,
  environmentAnswer,
  environmentProcessesAnswer,
  environmentsAnswer,
  failedImportsAnswer,
  firstDaysAnswer,
  historyAnswer,
  namespacesAnswer,
  noEnvironmentAnswer,
  processesAnswer,
  removalsAnswer,
  unnamedAnswer,
  usageAnswer,
} from './api.ts';
import type { JsonClient, Reply } from './http.ts';
import type { Query, Source } from './source.ts';

/** Disposes of `client` with itself. */
export function collectorSource(client: JsonClient): Source {
  const read = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<z.output<Schema>> => {
    return parse(schema, path, await client.request(path, new URLSearchParams(parameters), 'GET'));
  };
  const parse = <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    { status, json }: Reply,
  ): z.output<Schema> => {
    const parsed = status === 200 ? schema.safeParse(json) : undefined;
    if (parsed?.success !== true) throw notCollector(client.address, path, status);
    return parsed.data;
  };
  return {
    origin: `collector ${client.address}`,
    emptyHint: 'point a Python at it with `popcon activate`, and let a process end',
    namespaces: async (window) =>
      (await read('api/v1/namespaces', namespacesAnswer, parametersOf({ window }))).namespaces.map(
        (span) => ({
          ...span,
          firstDay: checkedDay(span.firstDay),
          lastDay: checkedDay(span.lastDay),
        }),
      ),
    processes: async (query) =>
      (await read('api/v1/processes', processesAnswer, parametersOf(query))).processes.map(withDay),
    usage: async (query) => {
      if (query.packages?.length === 0) return [];
      const parameters = {
        ...parametersOf(query),
        ...(query.packages === undefined ? {} : { packages: encodeNames(query.packages) }),
        ...(query.split === true ? { split: 'namespace' } : {}),
        ...(query.days === true ? { count: 'days' } : {}),
      };
      const { packages } = await read('api/v1/usage', usageAnswer, parameters);
      return packages.map((row) => ({ ...row, lastDay: checkedDay(row.lastDay) }));
    },
    history: async (query) => {
      if (query.packages.length === 0) return [];
      const parameters = { ...parametersOf(query), packages: encodeNames(query.packages) };
      return (await read('api/v1/history', historyAnswer, parameters)).history.map(withDay);
    },
    failedImports: async (query) =>
      (await read('api/v1/failed-imports', failedImportsAnswer, parametersOf(query))).failedImports.map(
        withDay,
      ),
    removalDays: async ({ event, window }) =>
      (await read('api/v1/removals', removalsAnswer, { event, ...parametersOf({ window }) })).removals.map(
        withDay,
      ),
    earlier: async ({ before, namespaces, except }) => {
      const parameters = { before: formatDay(before), ...namespacesParameter(namespaces) };
      const { packages } = await read('api/v1/earlier', earlierAnswer, parameters);
      return packages
        .filter((row) => !except.has(row.package))
        .map((row) => ({ ...row, lastDay: checkedDay(row.lastDay) }));
    },
    environmentProcesses: async (window) =>
      (
        await read('api/v1/environment-processes', environmentProcessesAnswer, parametersOf({ window }))
      ).processes.map(withDay),
    unnamed: async (window) =>
      (await read('api/v1/unnamed', unnamedAnswer, parametersOf({ window }))).unnamed.map(withDay),
    firstDays: async (query) => {
      const { packages } = await read('api/v1/first-days', firstDaysAnswer, parametersOf(query));
      return packages.map((row) => ({ ...row, firstDay: checkedDay(row.firstDay) }));
    },
    environments: async () => (await read('api/v1/environments', environmentsAnswer)).environments,
    environment: async (name) => {
      const path = `api/v1/environments/${encodeURIComponent(name)}`;
      const reply = await client.request(path, new URLSearchParams(), 'GET');
      if (reply.status === 404 && noEnvironmentAnswer.safeParse(reply.json).success) return undefined;
      const { inventory, firstSeen, gone } = parse(environmentAnswer, path, reply);
      const days = Object.entries(firstSeen).map(([name, day]) => [name, checkedDay(day)] as const);
      return { inventory, firstSeen: new Map(days), gone: new Set(gone) };
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

function parametersOf({ window, namespaces }: Query): Record<string, string> {
  return {
    from: formatDay(window.from),
    to: formatDay(window.to),
    ...namespacesParameter(namespaces),
  };
}

function namespacesParameter(namespaces: readonly string[] | undefined): Record<string, string> {
  return namespaces === undefined ? {} : { namespaces: encodeNames(namespaces) };
}

function withDay<Row extends { readonly day: string }>(row: Row): Omit<Row, 'day'> & { day: Day } {
  return { ...row, day: checkedDay(row.day) };
}

function notCollector(address: string, path: string, status: number): Failure {
  return new Failure('not-a-collector', `${address} does not answer as a collector (${status} at /${path})`, {
    about: address,
  });
}
