/** `popcon why NAME`: the whole reasoning on one installed distribution. */
import { type Command, Option } from 'commander';
import { styleFor } from '../render/style.ts';
import { formatWhy } from '../render/why.ts';
import { whyReport } from '../reports/why.ts';
import { findEnvironment } from './answer/find-environment.ts';
import { addJudgingOptions, type JudgingOptions, parseTerms } from './answer/judging.ts';
import { addQueryOptions, parseQuery, type QueryOptions, requireRecords } from './answer/query.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';

interface Options extends SourceOptions, QueryOptions, JudgingOptions {
  readonly json?: true;
}

export function define(command: Command, context: Context): void {
  command.argument('<name>', 'a distribution, by the name that pip or conda installs');
  addSourceOptions(command);
  addQueryOptions(command);
  addJudgingOptions(command);
  command
    .addOption(new Option('--json', 'the answer as JSON'))
    .action(async (name: string, options: Options) => {
      const report = await withSource(options, context, async (source) => {
        const query = parseQuery(options, context.now());
        const environment = await findEnvironment(source, options, context);
        const answer = await whyReport(source, environment, name, parseTerms(options, query));
        await requireRecords(source, query, context.now(), answer.evidence);
        return answer;
      });
      context.stdout.write(
        options.json
          ? `${JSON.stringify(report, null, 2)}\n`
          : formatWhy(report, styleFor(context.stdout, context.env)),
      );
    });
}
