/** `popcon unused`: which installed distributions can go, in what groups, on what evidence. */
import { type Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import { formatMissing } from '../render/missing.ts';
import { styleFor } from '../render/style.ts';
import { formatUnused } from '../render/unused.ts';
import { formatUnusedCsv, formatUnusedMarkdown } from '../render/unused-forms.ts';
import { type UnusedReport, unusedReport } from '../reports/unused.ts';
import { parseCount } from './answer/count.ts';
import { findEnvironment } from './answer/find-environment.ts';
import { addJudgingOptions, type JudgingOptions, parseTerms } from './answer/judging.ts';
import { addQueryOptions, parseQuery, type QueryOptions, requireRecords } from './answer/query.ts';
import { parseRemoval, type RemovalTarget, writeRemoval } from './answer/removal.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';

type Format = 'table' | 'json' | 'markdown' | 'csv';

interface Options extends SourceOptions, QueryOptions, JudgingOptions {
  readonly format: Format;
  readonly writeRemove?: RemovalTarget;
  readonly failOn?: number;
}

const HEADING = 'How it is answered:';

export function define(command: Command, context: Context): void {
  addSourceOptions(command);
  addQueryOptions(command);
  addJudgingOptions(command);
  const options = [
    new Option('--format <form>', 'table, json, markdown or csv')
      .choices(['table', 'json', 'markdown', 'csv'])
      .default('table'),
    new Option('--json', 'the same as --format json').implies({ format: 'json' }),
    new Option('--csv', 'the same as --format csv').implies({ format: 'csv' }),
    new Option(
      '--write-remove <how>',
      'instead: the command for pip or conda, or a diff of your requirements.txt or environment.yml (its path)',
    ).argParser(parseRemoval),
    new Option('--fail-on <n>', 'exit with 1 where so many or more are unused').argParser(parseCount),
  ];
  for (const option of options) command.addOption(option.helpGroup(HEADING));
  command
    .addHelpText('after', '\nIt never uninstalls anything itself. docs/answers.md explains each verdict.')
    .action(async (chosen: Options) => run(chosen, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const { report, installed } = await withSource(options, context, async (source) => {
    const query = parseQuery(options, context.now());
    const environment = await findEnvironment(source, options, context);
    const answer = await unusedReport(source, environment, parseTerms(options, query));
    await requireRecords(source, query, context.now(), answer.evidence);
    return { report: answer, installed: environment };
  });
  if (options.writeRemove === undefined) context.stdout.write(format(report, options.format, context));
  else if (report.missing.length === 0) {
    await writeRemoval(options.writeRemove, report, installed.inventory, context);
  }
  if (report.missing.length > 0) {
    throw new Failure(
      'thin-evidence',
      `nothing is called unused on this evidence: ${report.missing.map(formatMissing).join('; ')}`,
    );
  }
  if (options.failOn !== undefined && report.freed.distributions >= options.failOn) context.finding();
}

function format(report: UnusedReport, form: Format, context: Context): string {
  switch (form) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return formatUnusedCsv(report);
    case 'markdown':
      return formatUnusedMarkdown(report);
    case 'table':
      return formatUnused(report, styleFor(context.stdout, context.env));
  }
}
