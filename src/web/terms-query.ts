/** On what terms verdicts are asked for, as parameters of an address: they add to `popcon.yml`, or stand instead of it. */
import { z } from 'zod';
import type { ConfiguredTerms } from '../reports/configured-terms.ts';
import { parseDays, type Window } from '../series/day.ts';
import { namesOf, namesParameter, numberParameter } from '../sources/api.ts';

const threshold = numberParameter(z.number('is not a whole number').int().min(0).max(1_000_000_000));

export const TERMS_PARAMETERS = {
  holidays: z
    .string()
    .max(1_000)
    .refine((text) => parseDaysList(text) !== undefined, 'expected FROM..TO, several with commas between')
    .exactOptional()
    .meta({ description: 'Days on which nobody was expected: `FROM..TO`, several with commas between.' }),
  closed: namesParameter
    .exactOptional()
    .meta({ description: 'Namespaces that are over: percent-encoded, separated by commas.' }),
  'min-days': threshold
    .exactOptional()
    .meta({ description: 'Fewest days observed to call anything unused.' }),
  'min-processes': threshold.exactOptional().meta({ description: 'Fewest processes observed.' }),
  below: threshold
    .exactOptional()
    .meta({ description: 'List what fewer processes than this imported as rarely used.' }),
  accept: numberParameter(z.number('is not a percentage').min(0).max(100)).exactOptional().meta({
    description:
      'Call unused before a full year what the record says comes back no more often within a year: percent.',
  }),
  'max-gap': threshold.exactOptional().meta({ description: 'Longest gap in days that is not reported.' }),
};

/** The same in the address of a page, where a list stays as it is written. */
export const VIEW_TERMS = {
  ...TERMS_PARAMETERS,
  closed: z
    .string()
    .max(1_000)
    .refine((text) => namesOf(text) !== undefined, 'is not percent-encoded')
    .exactOptional(),
};

/** As either has it. */
type TermsQuery = Omit<z.output<z.ZodObject<typeof TERMS_PARAMETERS>>, 'closed'> & {
  readonly closed?: string | readonly string[];
};

/** A term that is asked for replaces the configured one; a list is added to it. */
export function termsOf(query: TermsQuery, configured: ConfiguredTerms): ConfiguredTerms {
  const { closed = [] } = query;
  const { below = configured.below, 'max-gap': maxSilentDays = configured.maxSilentDays } = query;
  return {
    ...configured,
    minDays: query['min-days'] ?? configured.minDays,
    minProcesses: query['min-processes'] ?? configured.minProcesses,
    ...(query.accept === undefined ? {} : { accept: query.accept / 100 }),
    below,
    maxSilentDays,
    quiet: [...configured.quiet, ...(parseDaysList(query.holidays ?? '') ?? [])],
    retired: [...configured.retired, ...(typeof closed === 'string' ? (namesOf(closed) ?? []) : closed)],
  };
}

/** `FROM..TO,FROM..TO`; undefined where it is not. */
function parseDaysList(text: string): readonly Window[] | undefined {
  if (text === '') return [];
  const windows = text.split(',').map(parseDays);
  return windows.every((window) => window !== undefined) ? windows : undefined;
}
