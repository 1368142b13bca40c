/** The answers of the command line for programs: the same reports, read from the collector's own ledger. */
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { BACKTEST_FORMATS } from '../../render/backtest.ts';
import { TOP_BY_FORMATS } from '../../render/environments.ts';
import { TREND_FORMATS } from '../../render/trend.ts';
import { UNUSED_FORMATS } from '../../render/unused-forms.ts';
import { WHY_FORMATS } from '../../render/why.ts';
import { unusedReport } from '../../reports/assess.ts';
import { backtestReport } from '../../reports/backtest.ts';
import { chooseEnvironment } from '../../reports/choose-environment.ts';
import { environmentsReport } from '../../reports/environments.ts';
import { PACKAGE_ORDERS } from '../../reports/order.ts';
import { topReport } from '../../reports/top.ts';
import { trendReport } from '../../reports/trend.ts';
import type { UnusedOptions } from '../../reports/unused.ts';
import { whyReport } from '../../reports/why.ts';
import { namesParameter, numberParameter } from '../../sources/api.ts';
import type { InstalledEnvironment, Query, Source } from '../../sources/source.ts';
import { TERMS_PARAMETERS, termsOf } from '../terms-query.ts';
import { type AnswerContext, type ApiAnswer, defineAnswer, ENVIRONMENT_PARAMETER } from './answer.ts';
import {
  backtestAnswer,
  environmentsReportAnswer,
  topAnswer,
  trendAnswer,
  unusedAnswer,
  whyAnswer,
} from './answer-schemas.ts';

const nameParameter = z.string().min(1).max(1_000);

/** A trend has a point a package and period: more than these are asked for in parts. */
const MAX_POINTS = 500_000;

export function requirePoints(packages: number, { window }: Query): void {
  const days = window.to - window.from + 1;
  if (packages * days <= MAX_POINTS) return;
  throw new Failure(
    'bad-query',
    `packages: ${packages} over ${days} days are more than ${MAX_POINTS} points; ask for fewer at once`,
  );
}

const JUDGED_PARAMETERS = { environment: ENVIRONMENT_PARAMETER, ...TERMS_PARAMETERS };

/** What a report that gives verdicts is made from. */
async function judgedBy(
  { environment, ...asked }: z.output<z.ZodObject<typeof JUDGED_PARAMETERS>>,
  query: Query,
  { source, terms }: AnswerContext,
): Promise<[source: Source, installed: InstalledEnvironment, options: UnusedOptions]> {
  return [source, await chooseEnvironment(source, environment), { ...query, ...termsOf(asked, terms()) }];
}

/** By the last part of the path and the name of the command. */
export const ANSWERS = {
  top: defineAnswer({
    summary: 'Which packages matter, and to how many',
    description: 'What `popcon top --json` prints: packages by processes, with the period before.',
    parameters: {
      limit: numberParameter(z.number().int().min(0).max(1_000_000))
        .exactOptional()
        .meta({ description: 'At most so many packages; all if left out or 0.' }),
      sort: z.enum(PACKAGE_ORDERS).exactOptional().meta({
        description:
          'By `processes` if left out, `days` or `namespaces`, the most first; `fewest` first, or by `package`, `change` or `last-day`.',
      }),
      by: z
        .enum(['package', 'environment'])
        .default('package')
        .meta({ description: '`environment`: a row for each environment, where processes name theirs.' }),
      split: z
        .literal('namespace')
        .exactOptional()
        .meta({ description: '`namespace`: the count of each namespace beside that of all.' }),
      'group-by': z
        .literal('root')
        .exactOptional()
        .meta({ description: '`root`: what comes along stands below the package that brings it.' }),
      environment: ENVIRONMENT_PARAMETER,
    },
    schema: z.union([topAnswer, environmentsReportAnswer]),
    formats: TOP_BY_FORMATS,
    read: async ({ limit = 0, by, sort, split, 'group-by': groupBy, environment }, query, { source }) => {
      const common = { ...query, sort, limit: limit || undefined };
      if (by === 'environment') return environmentsReport(source, common);
      return topReport(source, {
        ...common,
        spread: true,
        byNamespace: split === 'namespace',
        groupBy: groupBy && (await chooseEnvironment(source, environment)).inventory,
      });
    },
  }),
  trend: defineAnswer({
    summary: 'How the use of a few packages moves',
    description: 'What `popcon trend --json` prints: processes and share by day, week or month.',
    parameters: {
      packages: namesParameter.meta({ description: 'Packages: percent-encoded, separated by commas.' }),
      by: z.enum(['day', 'week', 'month']).default('week').meta({ description: 'The length of a period.' }),
    },
    schema: trendAnswer,
    formats: TREND_FORMATS,
    read: ({ packages, by }, query, { source }) => {
      requirePoints(packages.length, query);
      return trendReport(source, { ...query, packages: [...new Set(packages)], step: by });
    },
  }),
  unused: defineAnswer({
    summary: 'Which installed distributions can go, and why the others cannot',
    description:
      'What `popcon unused --json` prints, on the terms of `popcon.yml`. Where `missing` is not empty nothing is called unused.',
    parameters: JUDGED_PARAMETERS,
    schema: unusedAnswer,
    formats: UNUSED_FORMATS,
    read: async (...asked) => unusedReport(...(await judgedBy(...asked))),
  }),
  backtest: defineAnswer({
    summary: 'How often such answers were wrong before',
    description:
      'What `popcon backtest --json` prints: the answer to `unused` at each past month, and what was imported after all.',
    parameters: JUDGED_PARAMETERS,
    schema: backtestAnswer,
    formats: BACKTEST_FORMATS,
    read: async (...asked) => backtestReport(...(await judgedBy(...asked))),
  }),
  why: defineAnswer({
    summary: 'The whole reasoning on one installed distribution',
    description: 'What `popcon why NAME --json` prints, on the terms of `popcon.yml`.',
    parameters: {
      name: nameParameter.meta({ description: 'The distribution, as pip or conda names it.' }),
      ...JUDGED_PARAMETERS,
    },
    schema: whyAnswer,
    formats: WHY_FORMATS,
    read: async ({ name, ...asked }, query, context) => {
      const [source, installed, options] = await judgedBy(asked, query, context);
      return whyReport(source, installed, name, options);
    },
  }),
} satisfies Readonly<Record<string, ApiAnswer>>;

export type AnswerName = keyof typeof ANSWERS;
