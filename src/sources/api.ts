/**
 * The part of the collector's JSON API that a source reads: what it takes and answers, as zod schemas. The
 * routes (web/api/) and the client (collector.ts) share them, and OpenAPI is made from them.
 * Days are `YYYY-MM-DD`, UTC. A namespace of '' stands for what was recorded without one.
 */
import { z } from 'zod';
import { environmentName, inventorySchema } from '../environment/inventory.ts';
import { type Day, parseDay } from '../series/day.ts';
import { REMOVAL_EVENTS } from './source.ts';

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

/** A window, of all namespaces. */
export const windowQuery = z
  .object({ from: windowFields.from, to: windowFields.to })
  .refine(isOrdered, order);

/** A window, of the namespaces that are asked for. */
export const scopeQuery = z.object(windowFields).refine(isOrdered, order);

export const usageQuery = z
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
  .refine(isOrdered, order);

export const earlierQuery = z.object({
  before: dayParameter.meta({ description: 'The day before which to look, YYYY-MM-DD.' }),
  namespaces: windowFields.namespaces,
});

export const historyQuery = z
  .object({
    ...windowFields,
    packages: namesParameter.meta({ description: 'Packages: percent-encoded, separated by commas.' }),
  })
  .refine(isOrdered, order);

export const removalsQuery = z
  .object({
    from: windowFields.from,
    to: windowFields.to,
    event: z.enum(REMOVAL_EVENTS).meta({
      description: '`told`: that a package goes; `missed`: that it was asked for once it was gone.',
    }),
  })
  .refine(isOrdered, order);

const day = z.iso.date();
const count = z.number().nonnegative();

export const namespacesAnswer = z
  .object({
    namespaces: z.array(
      z.object({
        namespace: z.string(),
        firstDay: day,
        lastDay: day,
        countsProcesses: z
          .boolean()
          .meta({ description: 'Whether its reporters count processes; without, no share can be given.' }),
      }),
    ),
  })
  .meta({ id: 'Namespaces' });

export const processesAnswer = z
  .object({
    processes: z.array(
      z.object({
        namespace: z.string(),
        day,
        processes: count,
        incomplete: count
          .exactOptional()
          .meta({ description: 'Of them, those that could not name all they imported.' }),
      }),
    ),
  })
  .meta({ id: 'Processes' });

export const usageAnswer = z
  .object({
    packages: z.array(
      z.object({
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
    ),
  })
  .meta({ id: 'Usage' });

export const earlierAnswer = z
  .object({ packages: z.array(z.object({ package: z.string(), lastDay: day })) })
  .meta({ id: 'Earlier' });

export const firstDaysAnswer = z
  .object({ packages: z.array(z.object({ package: z.string(), firstDay: day })) })
  .meta({ id: 'FirstDays' });

const packageDays = z.array(z.object({ package: z.string(), day, processes: count }));

export const historyAnswer = z.object({ history: packageDays }).meta({ id: 'History' });

export const failedImportsAnswer = z.object({ failedImports: packageDays }).meta({ id: 'FailedImports' });

export const removalsAnswer = z
  .object({
    removals: z.array(z.object({ package: z.string(), namespace: z.string(), day, processes: count })),
  })
  .meta({ id: 'Removals' });

export const environmentProcessesAnswer = z
  .object({
    processes: z.array(z.object({ environment: z.string(), namespace: z.string(), day, processes: count })),
  })
  .meta({ id: 'EnvironmentProcesses' });

export const unnamedAnswer = z
  .object({ unnamed: z.array(z.object({ day, imports: count })) })
  .meta({ id: 'Unnamed' });

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
