/** `popcon retire check`: removals beside what is installed and used; for CI. */
import type { Command } from 'commander';
import { checkRemovals } from '../../removals/check.ts';
import { removalsIn } from '../../removals/removal.ts';
import { dayOf } from '../../series/day.ts';
import { formatOf } from '../../words/number.ts';
import type { Context } from '../command.ts';
import { JSON_OPTION, type JsonOptions, print } from '../json.ts';
import { type CountedOptions, countedSubcommand, withInstalled } from './option.ts';

export function defineCheck(parent: Command, context: Context): void {
  const summary =
    'past its date and still installed, unknown, needed, used since, or without its import names: exit code 1';
  countedSubcommand(parent, 'check', summary, context)
    .addOption(JSON_OPTION)
    .action(async (options: CountedOptions & JsonOptions) => {
      const { configuration } = options;
      const removals = removalsIn(configuration);
      const findings = await withInstalled(options, context, (source, installed) =>
        checkRemovals(removals, installed, source, dayOf(context.now())),
      );
      if (findings.length > 0) context.finding();
      const nothing = `${formatOf(removals.length, 'removal')}, nothing to say.\n`;
      const text = findings
        .map(({ line, message }) => `${configuration.file}:${line}: ${message}\n`)
        .join('');
      print(findings, () => text || nothing, options, context);
    });
}
