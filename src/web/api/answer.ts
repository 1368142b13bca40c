/**
 * An answer of the JSON API is one value: what it may be asked, how its report is read, the forms it comes in. The
 * question is parsed in the collector's thread and answered in that of the pages: both are plain values.
 */
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { FORMS, type Form, type Formats } from '../../render/format.ts';
import { styleFor } from '../../render/style.ts';
import type { ConfiguredTerms } from '../../reports/configured-terms.ts';
import { unknownNamespace } from '../../reports/nearest.ts';
import { sinceRecorded } from '../../reports/recorded-window.ts';
import { type Day, formatDay, parseDay } from '../../series/day.ts';
import { firstDayOf } from '../../series/length.ts';
import { namesParameter } from '../../sources/api.ts';
import type { Query, Source } from '../../sources/source.ts';

/** A hundred years: an answer has a row a day at most. */
const MAX_DAYS = 36_525;

export interface AnswerContext {
  readonly source: Source;
  readonly today: Day;
  /** On what terms verdicts are given, as `popcon.yml` says now. */
  readonly terms: () => ConfiguredTerms;
}

export interface AnswerText {
  readonly contentType: string;
  readonly text: string;
}

/** As an answer's `query` has parsed it: a plain value. */
export type Question = Readonly<Record<string, unknown>>;

export interface ApiAnswer {
  readonly summary: string;
  readonly description: string;
  readonly query: z.ZodObject;
  /** Of the JSON. */
  readonly schema: z.ZodType;
  readonly forms: readonly Form[];
  /** Rejects with a `Failure` where there is no answer. */
  readonly answer: (question: Question, context: AnswerContext) => Promise<AnswerText>;
}

/** Days and namespaces, as the options of the command line choose them. */
const WINDOW_PARAMETERS = {
  since: z
    .string()
    .refine(
      (text) => parseDay(text) !== undefined || firstDayOf(text, 0) !== undefined,
      'is neither a day, YYYY-MM-DD, nor a length such as 90d, 12w, 6m or 1y',
    )
    .default('90d')
    .meta({ description: 'First day, YYYY-MM-DD, or a length that ends on `until`: 90d, 12w, 6m, 1y.' }),
  until: z
    .string()
    .refine((text) => parseDay(text) !== undefined, 'is not a day written YYYY-MM-DD')
    .exactOptional()
    .meta({ description: 'Last day, YYYY-MM-DD; today if left out.' }),
  namespaces: namesParameter
    .exactOptional()
    .meta({ description: 'Only these namespaces: percent-encoded, separated by commas.' }),
};

export const ENVIRONMENT_PARAMETER = z
  .string()
  .min(1)
  .max(64)
  .exactOptional()
  .meta({ description: 'Which environment, where several are recorded.' });

type WindowQuery = z.output<z.ZodObject<typeof WINDOW_PARAMETERS>>;

/** Makes an answer whose `read` has the types of its parameters; days, namespaces and `format` are every one's. */
export function defineAnswer<Shape extends z.ZodRawShape, Report>(spec: {
  readonly summary: string;
  readonly description: string;
  readonly parameters: Shape;
  readonly schema: z.ZodType;
  readonly formats: Formats<Report>;
  readonly read: (
    question: z.output<z.ZodObject<Shape>>,
    query: Query,
    context: AnswerContext,
  ) => Promise<Report>;
}): ApiAnswer {
  const { summary, description, parameters, schema, formats, read } = spec;
  const forms = (Object.keys(formats) as Form[]).filter((form) => form !== 'table');
  return {
    summary,
    description,
    schema,
    forms,
    query: z.object({
      ...parameters,
      ...WINDOW_PARAMETERS,
      format: z
        .enum(forms)
        .default('json')
        .meta({ description: 'The form of the answer: what `popcon … --format` prints.' }),
    }),
    async answer(question, context) {
      // Sound: it has been parsed by the very schema above.
      const asked = question as z.output<z.ZodObject<Shape>> & WindowQuery & { readonly format: Form };
      const report = await read(asked, await queryOf(asked, context), context);
      const write = formats[asked.format] ?? formats.json;
      return { contentType: FORMS[asked.format].contentType, text: write(report, styleFor({}, {})) };
    },
  };
}

async function queryOf(
  { since, until, namespaces }: WindowQuery,
  { source, today }: AnswerContext,
): Promise<Query> {
  const to = (until === undefined ? undefined : parseDay(until)) ?? today;
  const from = firstDayOf(since, to) ?? parseDay(since) ?? to;
  if (to > today) throw new Failure('bad-query', `until: ${until} is yet to come, it is ${formatDay(today)}`);
  if (!(to - from < MAX_DAYS))
    throw new Failure('bad-query', `since: ${since} is more than 100 years before`);
  if (from > to) throw new Failure('bad-query', `since: ${since} is after ${formatDay(to)}`);
  const { window } = await sinceRecorded(source, { window: { from, to } });
  if (namespaces === undefined) return { window };
  const known = (await source.namespaces({ window: { from: 0, to: today } })).map(
    ({ namespace }) => namespace,
  );
  for (const name of namespaces) if (!known.includes(name)) throw unknownNamespace(name, known);
  return { window, namespaces };
}
