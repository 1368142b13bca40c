/** `popcon retire status`: how far each removal is, who was told, who misses it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../failure.ts';
import { removalsIn } from '../../removals/removal.ts';
import { DEFAULT_AFTER, removalStatus, type Standing } from '../../removals/status.ts';
import { formatJson } from '../../render/format.ts';
import { REMOVALS_FORMATS } from '../../render/removals.ts';
import { styleFor } from '../../render/style.ts';
import { unusedReport } from '../../reports/assess.ts';
import { configuredTerms } from '../../reports/configured-terms.ts';
import { type Day, dayOf } from '../../series/day.ts';
import { firstDayOf, LENGTH } from '../../series/length.ts';
import type { Source } from '../../sources/source.ts';
import { parseCount } from '../answer/count.ts';
import { findEnvironment } from '../answer/find-environment.ts';
import { withSource } from '../answer/source.ts';
import type { Context } from '../command.ts';
import { type CountedOptions, countedSubcommand, JSON_OPTION } from './option.ts';

interface Options extends CountedOptions {
  readonly after: string;
  readonly tolerate: number;
  readonly json?: true;
}

export function defineStatus(parent: Command, context: Context): void {
  const command = countedSubcommand(parent, 'status', 'who was told, and who misses what is gone', context);
  const options = [
    new Option('--after <length>', 'close what nobody has missed for so long')
      .default(DEFAULT_AFTER)
      .argParser(parseLength),
    new Option('--tolerate <n>', 'so many processes may miss a removal; more: exit code 1')
      .default(0)
      .argParser(parseCount),
    JSON_OPTION,
  ];
  for (const option of options) command.addOption(option);
  command.action((chosen: Options) => status(chosen, context));
}

async function status(options: Options, context: Context): Promise<void> {
  const { stdout, env, now } = context;
  const { configuration, tolerate, after, json } = options;
  const today = dayOf(now());
  const removals = removalsIn(configuration);
  const report = await withSource(options, context, async (source) => {
    const standing = await readStanding(source, options, context, today);
    const { minDays } = configuredTerms(configuration, today);
    const unmissedFrom = firstDayOf(after, today) ?? today;
    return removalStatus(removals, source, standing, { today, unmissedFrom, tolerate, minDays });
  });
  stdout.write(json ? formatJson(report) : REMOVALS_FORMATS.table(report, styleFor(stdout, env)));
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
