/**
 * The part of the collector's JSON API that a source reads: what each call takes and answers, as zod schemas. The
 * routes (web/api/) and the client (collector.ts) are made from it, and so is OpenAPI.
 * Days are `YYYY-MM-DD`, UTC. A namespace of '' stands for what was recorded without one.
 */
import { z } from 'zod';
import { environmentName, inventorySchema } from '../environment/inventory.ts';
import { type Day, parseDay } from '../series/day.ts';
import { REMOVAL_EVENTS } from './source.ts';

/** The answer, 403, to who calls a collector on loopback by a name that is not one of loopback. */
export const FOREIGN_HOST = 'not a name of this collector: --web.allow-host lets it be called so';

/** The most names in one list of a query. */
const MAX_NAMES = 1_000;

const dayParameter = z.iso.date('is not a day written YYYY-MM-DD').transform((text, context) => {
  const day = parseDay(text);
  if (day !== undefined) return day;
  context.addIssue('is not a day written YYYY-MM-DD');
  return z.NEVER;
});

export const namesParameter = z.string().transform((text, context) => {
  const names = namesOf(text);
  if (names !== undefined && names.length <= MAX_NAMES) return names;
  context.addIssue(`is not a list of at most ${MAX_NAMES} percent-encoded names separated by commas`);
  return z.NEVER;
});

/** A parameter that is a number as people write one: nothing and spaces are no 0. */
export const numberParameter = <T extends z.ZodNumber>(schema: T) =>
  z.preprocess(
    (text) => (typeof text === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : text),
    schema,
  );

const windowFields = {
  from: dayParameter.meta({ description: 'First day of the window, YYYY-MM-DD.' }),
  to: dayParameter.meta({ description: 'Last day of the window, YYYY-MM-DD.' }),
  namespaces: namesParameter
    .exactOptional()
    .meta({ description: 'Only these namespaces: percent-encoded, separated by commas.' }),
};

const isOrdered = ({ from, to }: { readonly from: Day; readonly to: Day }) => from <= to;
const order = { message: 'is after `to`', path: ['from'] };

/** Days and namespaces. */
const scope = z.object(windowFields).refine(isOrdered, order);
/** Days, of all namespaces. */
const days = z.object({ from: windowFields.from, to: windowFields.to }).refine(isOrdered, order);

const day = z.iso.date();
const count = z.number().nonnegative();
const packageDay = z.object({ package: z.string(), day, processes: count });

/** A call that answers with rows: the route (web/api/usage.ts) and the client (collector.ts) are made from it. */
export interface RowsCall<Query extends z.ZodObject, Row, Field extends string> {
  readonly path: `api/v1/${string}`;
  /** For OpenAPI, as the texts are. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly answered: string;
  readonly query: Query;
  /** Of the answer, where its rows stand. */
  readonly field: Field;
  readonly answer: z.ZodType<Readonly<Record<Field, readonly Row[]>>>;
}

function rowsCall<Query extends z.ZodObject, Row extends z.ZodObject, const Field extends string>({
  name,
  row,
  ...call
}: Omit<RowsCall<Query, unknown, Field>, 'answer'> & {
  /** Of the answer's schema in OpenAPI. */
  readonly name: string;
  readonly row: Row;
}): RowsCall<Query, z.output<Row>, Field> {
  // Sound: an object with this one field.
  const answer = z.object({ [call.field]: z.array(row) }).meta({ id: name }) as unknown as z.ZodType<
    Readonly<Record<Field, readonly z.output<Row>[]>>
  >;
  return { ...call, answer };
}

const DAYS_WITHOUT = 'Days without any are left out.';

export const CALLS = {
  namespaces: rowsCall({
    path: 'api/v1/namespaces',
    id: 'listNamespaces',
    summary: 'Namespaces in a window, with their first and last day there',
    answered: 'Every namespace with anything recorded in it.',
    query: days,
    name: 'Namespaces',
    field: 'namespaces',
    row: z.object({
      namespace: z.string(),
      firstDay: day,
      lastDay: day,
      countsProcesses: z
        .boolean()
        .meta({ description: 'Whether its reporters count processes; without, no share can be given.' }),
    }),
  }),
  processes: rowsCall({
    path: 'api/v1/processes',
    id: 'countProcesses',
    summary: 'Reporting processes by namespace and day',
    answered: DAYS_WITHOUT,
    query: scope,
    name: 'Processes',
    field: 'processes',
    row: z.object({
      namespace: z.string(),
      day,
      processes: count,
      incomplete: count
        .exactOptional()
        .meta({ description: 'Of them, those that could not name all they imported.' }),
    }),
  }),
  usage: rowsCall({
    path: 'api/v1/usage',
    id: 'countUsage',
    summary: 'Processes that imported each package in a window',
    answered: 'A row a package.',
    query: z
      .object({
        ...windowFields,
        packages: namesParameter
          .exactOptional()
          .meta({ description: 'Only these packages: percent-encoded, separated by commas.' }),
        split: z
          .literal('namespace')
          .exactOptional()
          .meta({ description: '`namespace`: a row for each namespace of a package.' }),
        count: z
          .literal('days')
          .exactOptional()
          .meta({ description: '`days`: also on how many days each was imported.' }),
      })
      .refine(isOrdered, order),
    name: 'Usage',
    field: 'packages',
    row: z.object({
      package: z.string(),
      namespace: z.string().exactOptional().meta({ description: 'Only with `split=namespace`.' }),
      processes: count.meta({ description: 'Processes that imported it in the window.' }),
      direct: count
        .exactOptional()
        .meta({ description: 'Processes whose own code names it; absent where no reporter tells.' }),
      lastDay: day.meta({ description: 'Last day of the window on which it was imported.' }),
      days: count
        .exactOptional()
        .meta({ description: 'Days of the window on which it was imported; only with `count=days`.' }),
    }),
  }),
  earlier: rowsCall({
    path: 'api/v1/earlier',
    id: 'lastSeenBefore',
    summary: 'Last day of each package before a day',
    answered: 'A row a package imported by then.',
    query: z.object({
      before: dayParameter.meta({ description: 'The day before which to look, YYYY-MM-DD.' }),
      namespaces: windowFields.namespaces,
    }),
    name: 'Earlier',
    field: 'packages',
    row: z.object({ package: z.string(), lastDay: day }),
  }),
  firstDays: rowsCall({
    path: 'api/v1/first-days',
    id: 'firstDays',
    summary: 'First day of each package in a window',
    answered: 'A row a package imported in the window.',
    query: scope,
    name: 'FirstDays',
    field: 'packages',
    row: z.object({ package: z.string(), firstDay: day }),
  }),
  history: rowsCall({
    path: 'api/v1/history',
    id: 'countHistory',
    summary: 'Processes that imported some packages, by day',
    answered: DAYS_WITHOUT,
    query: z
      .object({
        ...windowFields,
        packages: namesParameter.meta({ description: 'Packages: percent-encoded, separated by commas.' }),
      })
      .refine(isOrdered, order),
    name: 'History',
    field: 'history',
    row: packageDay,
  }),
  failedImports: rowsCall({
    path: 'api/v1/failed-imports',
    id: 'countFailedImports',
    summary: 'Processes in which an import of a package failed, by package and day',
    answered: DAYS_WITHOUT,
    query: scope,
    name: 'FailedImports',
    field: 'failedImports',
    row: packageDay,
  }),
  removalDays: rowsCall({
    path: 'api/v1/removals',
    id: 'countRemovals',
    summary: 'Processes that told of a removal or missed a package, by package, namespace and day',
    answered: DAYS_WITHOUT,
    query: z
      .object({
        from: windowFields.from,
        to: windowFields.to,
        event: z.enum(REMOVAL_EVENTS).meta({
          description: '`told`: that a package goes; `missed`: that it was asked for once it was gone.',
        }),
      })
      .refine(isOrdered, order),
    name: 'Removals',
    field: 'removals',
    row: packageDay.extend({ namespace: z.string() }),
  }),
  environmentProcesses: rowsCall({
    path: 'api/v1/environment-processes',
    id: 'countEnvironmentProcesses',
    summary: 'Processes that name their environment, by environment, namespace and day',
    answered: DAYS_WITHOUT,
    query: days,
    name: 'EnvironmentProcesses',
    field: 'processes',
    row: z.object({ environment: z.string(), namespace: z.string(), day, processes: count }),
  }),
  unnamed: rowsCall({
    path: 'api/v1/unnamed',
    id: 'countUnnamed',
    summary: 'Imports counted under no name of their own, by day',
    description: 'Past the limit of series, or of names in no uploaded inventory.',
    answered: DAYS_WITHOUT,
    query: days,
    name: 'Unnamed',
    field: 'unnamed',
    row: z.object({ day, imports: count }),
  }),
};

export const environmentPath = z.object({
  name: environmentName.meta({ description: 'The name of the environment.' }),
});

export const environmentsAnswer = z
  .object({ environments: z.array(z.string()) })
  .meta({ id: 'Environments', description: 'Names of the environments with an inventory, sorted.' });

export const environmentAnswer = z
  .object({
    inventory: inventorySchema,
    firstSeen: z
      .record(z.string(), day)
      .meta({ description: 'Distribution to the first day of its present stay in the environment.' }),
    gone: z.array(z.string()).meta({ description: 'Distributions that it had and has no more.' }),
  })
  .meta({ id: 'Environment' });

/** The code of the 404 for an environment without an inventory. */
export const NO_ENVIRONMENT = 'no-environment';

export const noEnvironmentAnswer = z.object({ error: z.object({ code: z.literal(NO_ENVIRONMENT) }) });

/** A list of names as one parameter; the commas of a list are never those of a name. */
export function encodeNames(names: readonly string[]): string {
  return names.map(encodeURIComponent).join(',');
}

/** Undefined where it is no such list. */
export function namesOf(text: string): string[] | undefined {
  try {
    return text.split(',').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
