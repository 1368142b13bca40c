/** `popcon retire check`: removals beside what is installed and used; for CI. */
import type { Command } from 'commander';
import { checkRemovals } from '../../removals/check.ts';
import { removalsIn } from '../../removals/removal.ts';
import { formatJson } from '../../render/format.ts';
import { dayOf } from '../../series/day.ts';
import { formatOf } from '../../words/number.ts';
import type { Context } from '../command.ts';
import { type CountedOptions, countedSubcommand, JSON_OPTION, withInstalled } from './option.ts';

interface Options extends CountedOptions {
  readonly json?: true;
}

export function defineCheck(parent: Command, context: Context): void {
  const summary =
    'past its date and still installed, unknown, needed, used since, or without its import names: exit code 1';
  countedSubcommand(parent, 'check', summary, context)
    .addOption(JSON_OPTION)
    .action(async (options: Options) => {
      const { stdout, now } = context;
      const { configuration, json } = options;
      const removals = removalsIn(configuration);
      const findings = await withInstalled(options, context, (source, installed) =>
        checkRemovals(removals, installed, source, dayOf(now())),
      );
      if (findings.length > 0) context.finding();
      if (json) stdout.write(formatJson(findings));
      else if (findings.length === 0)
        stdout.write(`${formatOf(removals.length, 'removal')}, nothing to say.\n`);
      else
        for (const { line, message } of findings) stdout.write(`${configuration.file}:${line}: ${message}\n`);
    });
}
