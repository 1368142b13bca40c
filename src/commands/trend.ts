/** `popcon trend PACKAGE…`: how the use of a few packages moves. */
import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import { styleFor } from '../render/style.ts';
import { formatTrend, formatTrendCsv } from '../render/trend.ts';
import { type Step, trendReport } from '../reports/trend.ts';
import { addQueryOptions, parseQuery, type QueryOptions, requireRecords } from './answer/query.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';

interface Options extends SourceOptions, QueryOptions {
  readonly by: Step;
  readonly json?: true;
  readonly csv?: true;
  readonly svg?: string;
}

export function define(command: Command, context: Context): void {
  command.argument('<package...>', 'one or several, as `popcon top` names them');
  addSourceOptions(command);
  addQueryOptions(command);
  command
    .addOption(
      new Option('--by <step>', 'day, week or month').choices(['day', 'week', 'month']).default('week'),
    )
    .addOption(new Option('--json', 'the answer as JSON').conflicts('csv'))
    .addOption(new Option('--csv', 'the answer as CSV'))
    .addOption(new Option('--svg <file>', 'write a picture of it to a file, too'))
    .action(async (packages: string[], options: Options) => {
      const report = await withSource(options, context, async (source) => {
        const query = parseQuery(options, context.now());
        await requireRecords(source, query, context.now());
        return trendReport(source, { ...query, packages: [...new Set(packages)], step: options.by });
      });
      if (options.svg !== undefined) {
        // Drawing loads a document model and a plotting library, which the other forms have no use for.
        const { drawTrend } = await import('../render/trend-picture.ts');
        writePicture(options.svg, drawTrend(report));
      }
      context.stdout.write(
        options.json
          ? `${JSON.stringify(report, null, 2)}\n`
          : options.csv
            ? formatTrendCsv(report)
            : formatTrend(report, styleFor(context.stdout, context.env)),
      );
    });
}

function writePicture(path: string, svg: string): void {
  try {
    writeFileSync(path, `${svg}\n`);
  } catch (error) {
    throw new Failure(
      'unwritable-file',
      `--svg ${path} cannot be written: check that its folder exists and is writable for this user`,
      { cause: error },
    );
  }
}
