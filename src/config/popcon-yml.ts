/** The schema of `popcon.yml`, the one configuration file of the answers and of the dashboard. */
import { z } from 'zod';
import { checkedDay, parseDay, type Window } from '../series/day.ts';

const text = z.string().min(1, 'a text was expected, not an empty one');
const count = z
  .int('a whole number of at least 1 was expected')
  .min(1, 'a whole number of at least 1 was expected');
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const day = z
  .string()
  .regex(DAY, { error: 'a day was expected, written as YYYY-MM-DD', abort: true })
  .refine((value) => parseDay(value) !== undefined, 'no calendar has this day');

/** Where nothing stands below a key, as when its entries are commented out, it says what an absent one does. */
const orElse = <T extends z.ZodType>(schema: T, absent: z.output<T>) =>
  schema.nullish().transform((said) => said ?? absent);
const listOf = <T extends z.ZodType>(item: T) => orElse(z.array(item), []);

const keepEntry = z.strictObject({
  name: text.describe('A distribution, or a glob of names: `*`, `?`, `[…]`'),
  reason: text.optional().describe('Why it stays; shown wherever the package is'),
  owner: text.optional().describe('Whom to ask'),
  until: day.optional().describe('The last day on which it stays'),
});

const daysCalled = <Name extends z.ZodType>(name: Name) =>
  z
    .strictObject({ name, from: day, to: day })
    .refine(({ from, to }) => from <= to, 'the days end before they begin');

/** One line for people; a folded block of YAML ends with a line ending, which is none of it. */
const line = z
  .string()
  .trim()
  .min(1, 'a text was expected, not an empty one')
  .max(300, 'at most 300 characters were expected')
  .regex(/^\P{Cc}*$/u, 'one line was expected');

const removal = z
  .strictObject({
    packages: z.array(text).min(1, 'at least one package was expected').describe('What goes together'),
    since: day.describe('The day on which it was announced'),
    on: day.describe('The first day without it'),
    because: line.describe('Why it goes; shown to whoever imports it'),
    instead: line.optional().describe('What to use or do instead'),
    ask: line.optional().describe('Whom to ask, or to object to'),
    evidence: line.optional().describe('What the counts said when it was announced'),
    modules: z
      .record(text, z.array(text).min(1))
      .nullish()
      .describe('How a package is imported, where that is not its name'),
  })
  .refine(({ since, on }) => since <= on, 'it is gone before it was announced');

/** Percent, or `2%`. */
const share = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?%$/, 'a percentage was expected, such as 2%')])
  .transform((value) => (typeof value === 'number' ? value : Number(value.slice(0, -1))) / 100)
  .refine((value) => value >= 0 && value <= 1, 'a percentage from 0 to 100 was expected');

export const POPCON_YML = z.strictObject({
  title: text.optional().describe('What the installation is called, at the head of every page'),
  from: text
    .optional()
    .describe('Where counts are, as --from names it; a ledger file is looked for beside this file'),
  environment: text.optional().describe('Which environment is meant where several are recorded'),
  'kernels-only': z
    .boolean()
    .default(false)
    .describe(
      'All work is done in kernels: what none of them imports over a full year is unused, though other processes do not report',
    ),
  keep: listOf(z.union([text, keepEntry])).describe('What shall stay whatever the counts say'),
  files: listOf(text).describe(
    'Files that the environment is made from (environment.yml, requirements.txt, apt.txt, install.R): what is written there about a package is shown',
  ),
  holidays: listOf(daysCalled(text.optional())).describe(
    'Days on which nobody was expected: they are evidence of nothing',
  ),
  terms: listOf(daysCalled(text.describe('As the pages call it'))).describe(
    'Periods that the pages offer by name: semesters, courses, campaigns',
  ),
  removals: listOf(removal).describe('What is announced to go, and what is gone (popcon retire)'),
  namespaces: orElse(
    z.strictObject({
      closed: listOf(text).describe('Namespaces that are over: their silence is no finding'),
      expected: listOf(text).describe('Namespaces that must report: one that never has is missed, too'),
    }),
    { closed: [], expected: [] },
  ),
  thresholds: orElse(
    z.strictObject({
      'min-days': count.optional().describe('Fewest days observed to call anything unused'),
      'min-processes': count.optional().describe('Fewest processes observed'),
      accept: share
        .optional()
        .describe('Percent of what is called unused that may be imported within a year after all'),
      below: count.optional().describe('List what fewer than so many processes imported as rarely used'),
      'max-gap': count.optional().describe('Longest gap in days that is not reported'),
    }),
    {},
  ),
  publish: orElse(
    z.strictObject({
      'hide-below': z
        .int()
        .min(2, 'a whole number of at least 2 was expected')
        .optional()
        .describe('Hide every count below this'),
      since: text.optional().describe('First day that may be published: YYYY-MM-DD, or a length such as 5y'),
      owner: text.optional().describe('Whose figures they are, at the foot of every published page'),
      contact: text.optional().describe('Whom to ask about them: an address of mail or of a page'),
    }),
    {},
  ),
});

export type PopconYml = z.infer<typeof POPCON_YML>;

/** The file's JSON Schema (draft 2020-12), by which editors complete it. */
export function popconYmlSchema(): unknown {
  return { title: 'popcon.yml', ...z.toJSONSchema(POPCON_YML, { io: 'input' }) };
}

/** The holidays as windows of days. */
export function holidayWindows({ holidays }: PopconYml): Window[] {
  return holidays.map(({ from, to }) => ({ from: checkedDay(from), to: checkedDay(to) }));
}
