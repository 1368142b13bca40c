/** `popcon retire status`: how far each removal is, who was told, who misses it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../failure.ts';
import { removalsIn } from '../../removals/removal.ts';
import { DEFAULT_AFTER, removalStatus, type Standing } from '../../removals/status.ts';
import { REMOVALS_FORMATS } from '../../render/removals.ts';
import { unusedReport } from '../../reports/assess.ts';
import { configuredTerms } from '../../reports/configured-terms.ts';
import { type Day, dayOf } from '../../series/day.ts';
import { firstDayOf, LENGTH } from '../../series/length.ts';
import type { Source } from '../../sources/source.ts';
import { findEnvironment } from '../answer/find-environment.ts';
import { withSource } from '../answer/source.ts';
import type { Context } from '../command.ts';
import { JSON_OPTION, type JsonOptions, print } from '../json.ts';
import { addOptions, countOption } from '../options.ts';
import { type CountedOptions, countedSubcommand } from './option.ts';

interface Options extends CountedOptions, JsonOptions {
  readonly after: string;
  readonly tolerate: number;
}

export function defineStatus(parent: Command, context: Context): void {
  const command = countedSubcommand(parent, 'status', 'who was told, and who misses what is gone', context);
  addOptions(command, [
    new Option('--after <length>', 'close what nobody has missed for so long')
      .default(DEFAULT_AFTER)
      .argParser(parseLength),
    countOption('--tolerate <n>', 'so many processes may miss a removal; more: exit code 1').default(0),
    JSON_OPTION,
  ]);
  command.action((chosen: Options) => status(chosen, context));
}

async function status(options: Options, context: Context): Promise<void> {
  const { configuration, tolerate, after } = options;
  const today = dayOf(context.now());
  const removals = removalsIn(configuration);
  const report = await withSource(options, context, async (source) => {
    const standing = await readStanding(source, options, context, today);
    const { minDays } = configuredTerms(configuration, today);
    const unmissedFrom = firstDayOf(after, today) ?? today;
    return removalStatus(removals, source, standing, { today, unmissedFrom, tolerate, minDays });
  });
  print(report, REMOVALS_FORMATS.table, options, context);
  if (report.removals.some(({ state }) => state === 'missed')) context.finding();
}

/** A Prometheus keeps no inventory. */
async function readStanding(
  source: Source,
  options: Options,
  context: Context,
  today: Day,
): Promise<Standing> {
  try {
    const installed = await findEnvironment(source, options, context);
    const window = { from: firstDayOf('1y', today) ?? today, to: today };
    const terms = configuredTerms(options.configuration, today);
    return { installed, unused: await unusedReport(source, installed, { window, ...terms }) };
  } catch (error) {
    if (error instanceof Failure && error.code === 'no-inventory') return {};
    throw error;
  }
}

function parseLength(text: string): string {
  if (LENGTH.test(text)) return text;
  throw new InvalidArgumentError('It is not a length such as 90d, 12w, 6m or 1y.');
}
