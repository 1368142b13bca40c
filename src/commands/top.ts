/** `popcon top`: which packages matter, and to how many. */
import { type Command, Option } from 'commander';
import { styleFor } from '../render/style.ts';
import { formatTop, formatTopCsv } from '../render/top.ts';
import { topReport } from '../reports/top.ts';
import { parseCount } from './answer/count.ts';
import { addEnvironmentOptions, type EnvironmentOptions } from './answer/environment.ts';
import { findEnvironment } from './answer/find-environment.ts';
import { addQueryOptions, parseQuery, type QueryOptions, requireRecords } from './answer/query.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';

interface Options extends SourceOptions, QueryOptions, EnvironmentOptions {
  readonly limit?: number;
  readonly by?: 'namespace';
  readonly groupBy?: 'root';
  readonly json?: true;
  readonly csv?: true;
}

const TABLE_LIMIT = 20;

export function define(command: Command, context: Context): void {
  addSourceOptions(command);
  addQueryOptions(command);
  addEnvironmentOptions(command);
  command
    .addOption(
      new Option(
        '--limit <n>',
        `at most so many packages; 0 for all (default: ${TABLE_LIMIT} in the table)`,
      ).argParser(parseCount),
    )
    .addOption(new Option('--by <what>', 'side by side for each namespace').choices(['namespace']))
    .addOption(
      new Option('--group-by <what>', 'what comes along stands under the root that brings it').choices([
        'root',
      ]),
    )
    .addOption(new Option('--json', 'the answer as JSON').conflicts('csv'))
    .addOption(new Option('--csv', 'the answer as CSV'))
    .action(async (options: Options) => {
      const report = await withSource(options, context, async (source) => {
        const query = parseQuery(options, context.now());
        const limit = options.limit ?? (options.json || options.csv ? 0 : TABLE_LIMIT);
        const answer = await topReport(source, {
          ...query,
          byNamespace: options.by === 'namespace',
          ...(options.groupBy === undefined
            ? {}
            : { groupBy: (await findEnvironment(source, options, context)).inventory }),
          ...(limit === 0 ? {} : { limit }),
        });
        await requireRecords(source, query, context.now(), answer.evidence);
        return answer;
      });
      context.stdout.write(
        options.json
          ? `${JSON.stringify(report, null, 2)}\n`
          : options.csv
            ? formatTopCsv(report)
            : formatTop(report, styleFor(context.stdout, context.env)),
      );
    });
}
