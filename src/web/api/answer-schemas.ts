/**
 * The JSON of the answers, for whoever builds on it. Further fields may come; those named here stay. What each means
 * stands beside its type in `reports/`, and for people in docs/answers.md.
 */
import { z } from 'zod';

const day = z.iso.date();
const count = z.int().nonnegative();
const share = z
  .number()
  .min(0)
  .max(1)
  .optional()
  .meta({ description: 'Of the processes that could have been seen to import it; absent without any.' });
const window = z.object({ from: day, to: day });

const evidence = z
  .looseObject({
    source: z.string(),
    window,
    namespaces: z.array(z.string()).optional().meta({ description: 'Absent: all.' }),
    processes: count.optional().meta({ description: 'Absent where reporters count none.' }),
    daysReported: count,
    days: count,
    observed: window.optional().meta({ description: 'First and last day with a report.' }),
    holidays: count.optional().meta({ description: 'Days of the window on which nobody was expected.' }),
    closed: z.array(z.string()).optional().meta({ description: 'Namespaces that are over.' }),
    withoutProcesses: z.array(z.string()).meta({ description: 'Namespaces that have no share.' }),
  })
  .meta({ id: 'Evidence', description: 'What the answer rests on.' });

const use = z.object({ processes: count, share });

export const topAnswer = z
  .looseObject({
    report: z.literal('top'),
    evidence,
    before: z.looseObject({ window, processes: count.optional() }).optional(),
    packages: count.meta({ description: 'How many packages there are; `rows` may be fewer.' }),
    rows: z.array(
      z.looseObject({
        package: z.string(),
        processes: count,
        share,
        shared: count
          .optional()
          .meta({ description: 'The processes that the share is of, where they are fewer.' }),
        days: count.optional().meta({ description: 'Days of the window on which it was imported.' }),
        namespaces: count.optional().meta({ description: 'Namespaces in which it was imported.' }),
        lastDay: day,
        direct: count.optional(),
        before: use.optional(),
        root: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Top' });

export const environmentsReportAnswer = z
  .looseObject({
    report: z.literal('environments'),
    evidence,
    unnamed: count.optional().meta({ description: 'Processes that name no environment.' }),
    environments: count.meta({ description: 'How many there are; `rows` may be fewer.' }),
    rows: z.array(
      z.looseObject({
        environment: z.string(),
        processes: count,
        share,
        days: count,
        namespaces: count,
        lastDay: day.optional().meta({ description: 'Also before the window; absent: never.' }),
        before: use.optional(),
        inventoried: z.boolean().meta({ description: 'Whether an inventory of it is kept.' }),
      }),
    ),
  })
  .meta({ id: 'EnvironmentsInUse' });

export const trendAnswer = z
  .looseObject({
    report: z.literal('trend'),
    evidence,
    step: z.enum(['day', 'week', 'month']),
    periods: z.array(
      z.object({ from: day, to: day, processes: count.optional(), incomplete: count.optional() }),
    ),
    packages: z.array(
      z.looseObject({
        package: z.string(),
        total: count,
        days: count,
        namespaces: count,
        points: z.array(use.extend({ days: count })),
      }),
    ),
  })
  .meta({ id: 'Trend' });

const judged = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  bytes: count.optional(),
  verdict: z.looseObject({ verdict: z.string() }).meta({ description: 'Its name, and what it rests on.' }),
});
const missing = z
  .array(z.looseObject({ missing: z.string() }))
  .meta({ description: 'What keeps anything from being called unused; empty where nothing does.' });
const environment = z.looseObject({ name: z.string(), day, distributions: count });
const group = z.looseObject({
  root: z.string(),
  members: z.array(z.string()),
  bytes: count.optional(),
  after: z.array(z.string()),
});

export const unusedAnswer = z
  .looseObject({
    report: z.literal('unused'),
    evidence,
    environment,
    missing,
    groups: z.array(group).meta({ description: 'What can go together, by the disk it frees.' }),
    distributions: z.array(judged),
    counts: z.record(z.string(), count).meta({ description: 'Distributions by verdict.' }),
  })
  .meta({ id: 'Unused' });

export const backtestAnswer = z
  .looseObject({
    report: z.literal('backtest'),
    evidence,
    record: z
      .array(z.looseObject({}))
      .meta({ description: 'A row a grade and age of the answer; empty where no past answer can be tried.' }),
  })
  .meta({ id: 'Backtest' });

const neighbour = z.looseObject({ name: z.string() });

export const whyAnswer = z
  .looseObject({
    report: z.literal('why'),
    evidence,
    environment,
    missing,
    distribution: judged,
    processes: count,
    share,
    lastDay: day.optional(),
    requiredBy: z.array(neighbour),
    requires: z.array(neighbour),
    group: group.optional(),
  })
  .meta({ id: 'Why' });
