/** `popcon publish DIR`: totals that can be handed to anybody, as a site and as data. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../failure.ts';
import { secureUniform } from '../release/noise.ts';
import { GRANULARITIES, type Granularity } from '../release/period.ts';
import { parsePositiveRational } from '../release/rational.ts';
import { styleFor } from '../render/style.ts';
import { parsePeriod } from './answer/period.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';
import { prepare, requirePeriods, type Wish } from './publish/prepare.ts';
import { publish } from './publish/publish.ts';
import { readRecord, recordPath, withdraw } from './publish/record.ts';
import { review } from './publish/review.ts';
import { formatPublished, formatReview } from './publish/text.ts';

interface Options extends SourceOptions {
  readonly review?: true;
  readonly minProcesses: number;
  readonly by: Granularity;
  readonly namespaces: boolean;
  readonly since: string;
  readonly epsilon?: string;
  readonly budget?: string;
  readonly record?: string;
  readonly withdraw?: string;
  readonly json?: true;
}

/** Below 2, a count of one process would be told. */
const LOWEST_MIN_PROCESSES = 2;

export function define(command: Command, context: Context): void {
  addSourceOptions(command);
  command
    .argument('[dir]', 'directory of the site: a new or empty one, or that of an earlier release')
    .addOption(new Option('--review', 'show what would be published and hidden, and why; write nothing'))
    .addOption(
      new Option('--min-processes <k>', 'hide every count below this')
        .default(20)
        .argParser(parseMinProcesses),
    )
    .addOption(new Option('--by <period>', 'time in pieces of').choices(GRANULARITIES).default('month'))
    .addOption(new Option('--no-namespaces', 'all namespaces together'))
    .addOption(new Option('--since <day|length>', 'first day that may be published').default('5y'))
    .addOption(new Option('--epsilon <e>', 'add noise to each count: differential privacy of ε, such as 1/2'))
    .addOption(
      new Option(
        '--budget <b>',
        'most that the ε of any day may add up to (default: 1, or as promised before)',
      ),
    )
    .addOption(
      new Option('--record <file>', 'ledger that remembers what was published (default: that of --from)'),
    )
    .addOption(
      new Option(
        '--withdraw <period>',
        'forget that a period was published, if nobody has seen it',
      ).conflicts(['review', 'epsilon']),
    )
    .addOption(new Option('--json', 'the answer as JSON'))
    .addHelpText('after', '\ndocs/privacy.md says what is guaranteed, and what is not.')
    .action(async (directory: string | undefined, options: Options) => {
      const path = recordPath(options.from, options.record);
      if (options.withdraw !== undefined) {
        withdraw(path, options.withdraw);
        context.stdout.write(`Forgot that ${options.withdraw} was published.\n`);
        return;
      }
      if (directory === undefined && !options.review) {
        throw new Failure('no-directory', 'name a directory to publish to, or ask for --review');
      }
      const wish = readWish(options, context.now());
      const text = await withSource(options, context, async (source) => {
        const record = readRecord(path);
        const prepared = await prepare(source, record, wish);
        if (options.review || directory === undefined) {
          const reviewed = await review(source, wish, prepared);
          return options.json
            ? toJson(reviewed)
            : formatReview(reviewed, styleFor(context.stdout, context.env));
        }
        requirePeriods(prepared.plan, wish.by);
        const request = { wish, prepared, record, recordPath: path };
        const published = await publish(source, directory, request, secureUniform);
        return options.json
          ? toJson({ report: 'published', directory, ...published })
          : formatPublished(published, prepared.plan, directory);
      });
      context.stdout.write(text);
    });
}

function readWish(options: Options, nowMs: number): Wish {
  const days = parsePeriod({ since: options.since }, nowMs);
  if (options.budget !== undefined && options.epsilon === undefined) {
    throw new Failure(
      'budget-without-epsilon',
      '--budget is of --epsilon: without noise there is nothing to spend',
    );
  }
  return {
    by: options.by,
    days,
    terms: {
      minProcesses: options.minProcesses,
      byNamespace: options.namespaces,
      today: days.to,
      ...(options.epsilon === undefined
        ? {}
        : { epsilon: parsePositiveRational(options.epsilon, '--epsilon') }),
    },
    ...(options.budget === undefined ? {} : { budget: parsePositiveRational(options.budget, '--budget') }),
  };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parseMinProcesses(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= LOWEST_MIN_PROCESSES) return count;
  throw new InvalidArgumentError(`It is not a whole number of at least ${LOWEST_MIN_PROCESSES}.`);
}
