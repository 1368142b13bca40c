/**
 * The part of the collector's JSON API that a source reads: what it takes and answers, as zod schemas. The
 * routes (web/usage.ts) and the client (collector.ts) share them, and OpenAPI is made from them.
 * Days are `YYYY-MM-DD`, UTC. A namespace of '' stands for what was recorded without one.
 */
import { z } from 'zod';
import { environmentName, inventorySchema } from '../environment/inventory.ts';
import { type Day, parseDay } from '../series/day.ts';

/** The most names in one list of a query. */
const MAX_NAMES = 1_000;

const dayParameter = z.iso.date('is not a day written YYYY-MM-DD').transform((text, context) => {
  const day = parseDay(text);
  if (day !== undefined) return day;
  context.addIssue('is not a day written YYYY-MM-DD');
  return z.NEVER;
});

const namesParameter = z.string().transform((text, context) => {
  const names = decodeNames(text);
  if (names !== undefined && names.length <= MAX_NAMES) return names;
  context.addIssue(`is not a list of at most ${MAX_NAMES} percent-encoded names separated by commas`);
  return z.NEVER;
});

const windowFields = {
  from: dayParameter.meta({ description: 'First day of the window, YYYY-MM-DD.' }),
  to: dayParameter.meta({ description: 'Last day of the window, YYYY-MM-DD.' }),
  namespaces: namesParameter
    .exactOptional()
    .meta({ description: 'Only these namespaces: percent-encoded, separated by commas.' }),
};

const isOrdered = ({ from, to }: { readonly from: Day; readonly to: Day }) => from <= to;
const order = { message: 'is after `to`', path: ['from'] };

export const namespacesQuery = z
  .object({ from: windowFields.from, to: windowFields.to })
  .refine(isOrdered, order);

export const processesQuery = z.object(windowFields).refine(isOrdered, order);

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
  .object({ processes: z.array(z.object({ namespace: z.string(), day, processes: count })) })
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
      }),
    ),
  })
  .meta({ id: 'Usage' });

export const earlierAnswer = z
  .object({ packages: z.array(z.object({ package: z.string(), lastDay: day })) })
  .meta({ id: 'Earlier' });

export const historyAnswer = z
  .object({ history: z.array(z.object({ package: z.string(), day, processes: count })) })
  .meta({ id: 'History' });

export const environmentPath = z.object({ name: environmentName });

export const environmentsAnswer = z
  .object({ environments: z.array(z.string()) })
  .meta({ id: 'Environments', description: 'Names of the environments with an inventory, sorted.' });

export const environmentAnswer = z
  .object({
    inventory: inventorySchema,
    firstSeen: z
      .record(z.string(), day)
      .meta({ description: 'Distribution to the first day of its present stay in the environment.' }),
  })
  .meta({ id: 'Environment' });

/** The code of the 404 for an environment without an inventory. */
export const NO_ENVIRONMENT = 'no-environment';

export const noEnvironmentAnswer = z.object({ error: z.object({ code: z.literal(NO_ENVIRONMENT) }) });

/** A list of names as one parameter; the commas of a list are never those of a name. */
export function encodeNames(names: readonly string[]): string {
  return names.map(encodeURIComponent).join(',');
}

function decodeNames(text: string): string[] | undefined {
  try {
    return text.split(',').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
