/** `popcon publish DIR`: totals that can be handed to anybody, as a site and as data. */
import { type Command, Option } from 'commander';
import type { PopconYml } from '../config/popcon-yml.ts';
import { Failure } from '../failure.ts';
import { secureUniform } from '../release/noise.ts';
import { GRANULARITIES, type Granularity } from '../release/period.ts';
import { parsePositiveRational } from '../release/rational.ts';
import { makeProgress } from '../render/progress.ts';
import { addConfiguration, type ConfiguredOptions, PUBLISH_SETTINGS } from './answer/configuration.ts';
import { parsePeriod } from './answer/period.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';
import { countOption } from './options.ts';
import { type PublishRequest, planPublication, requirePeriods } from './publish/prepare.ts';
import { publish } from './publish/publish.ts';
import { readRecord, recordPath, withdraw } from './publish/record.ts';
import { review } from './publish/review.ts';
import { formatPublished, formatReview } from './publish/text.ts';

interface Options extends SourceOptions, ConfiguredOptions, JsonOptions {
  readonly review?: true;
  readonly hideBelow: number;
  readonly by: Granularity;
  readonly namespaces: boolean;
  readonly since: string;
  readonly epsilon?: string;
  readonly budget?: string;
  readonly ledger?: string;
  readonly withdraw?: string;
}

/** Below 2, a count of one process would be told. */
const LOWEST_HIDE_BELOW = 2;

export function define(command: Command, context: Context): void {
  command
    .argument('[dir]', 'directory of the site: a new or empty one, or that of an earlier release')
    .addOption(new Option('--review', 'show what would be published and hidden, and why; write nothing'))
    .addOption(countOption('--hide-below <k>', 'hide every count below this', LOWEST_HIDE_BELOW).default(20))
    .addOption(new Option('--by <period>', 'length of a period').choices(GRANULARITIES).default('month'))
    .addOption(new Option('--no-namespaces', 'all namespaces together'))
    .addOption(new Option('-s, --since <day|length>', 'first day that may be published').default('5y'))
    .addOption(new Option('--epsilon <e>', 'add noise to each count: differential privacy of ε, such as 1/2'))
    .addOption(
      new Option(
        '--budget <b>',
        'most that the ε of a day may add up to (default: 1, or as promised before)',
      ),
    )
    .addOption(
      new Option('--withdraw <period>', 'forget that a period was published, if nobody saw it').conflicts([
        'review',
        'epsilon',
      ]),
    )
    .addOption(JSON_OPTION);
  addSourceOptions(command, { besideFrom: 'the ledger, which remembers what was published' });
  addConfiguration(command, context, PUBLISH_SETTINGS);
  command
    .addHelpText('after', '\ndocs/publishing.md says what is guaranteed, and what is not.')
    .action(async (directory: string | undefined, options: Options) => {
      const path = recordPath(options.from, options.ledger);
      if (options.withdraw !== undefined) {
        withdraw(path, options.withdraw);
        context.stdout.write(`Forgot that ${options.withdraw} was published.\n`);
        return;
      }
      if (directory === undefined && !options.review) {
        throw new Failure('invalid-option', 'name a directory to publish to, or ask for --review');
      }
      const request = readRequest(options, context.now());
      using progress = makeProgress(context.stderr, context.now, context.env);
      const printAnswer = await withSource(options, context, async (source) => {
        const record = readRecord(path);
        const plan = await planPublication(source, record, request);
        if (options.review || directory === undefined) {
          const reviewed = await review(source, request, plan);
          return () => print(reviewed, formatReview, options, context);
        }
        requirePeriods(plan.periods, request.by);
        const job = { request, plan, record, recordPath: path };
        const published = await publish(source, directory, job, secureUniform, {
          signal: context.signal,
          step: progress.show,
        });
        const format = () => formatPublished(published, plan.periods, directory, request.terms);
        return () => print({ report: 'published', directory, ...published }, format, options, context);
      });
      progress[Symbol.dispose]();
      printAnswer();
    });
}

function readRequest(options: Options, nowMs: number): PublishRequest {
  const days = parsePeriod({ since: options.since }, nowMs);
  if (options.budget !== undefined && options.epsilon === undefined) {
    throw new Failure('invalid-option', '--budget is of --epsilon: without noise there is nothing to spend');
  }
  return {
    by: options.by,
    days,
    terms: {
      minProcesses: options.hideBelow,
      byNamespace: options.namespaces,
      today: days.to,
      epsilon:
        options.epsilon === undefined ? undefined : parsePositiveRational(options.epsilon, '--epsilon'),
    },
    ...aboutOf(options.configuration.value),
    budget: options.budget === undefined ? undefined : parsePositiveRational(options.budget, '--budget'),
  };
}

/** Whose figures these are, as the file says. */
function aboutOf({ title, publish: { owner, contact } }: PopconYml): Pick<PublishRequest, 'about'> {
  const about = { ...(title && { title }), ...(owner && { owner }), ...(contact && { contact }) };
  return Object.keys(about).length === 0 ? {} : { about };
}
