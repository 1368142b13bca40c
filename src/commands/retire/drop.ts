/** `popcon retire drop`: packages are announced no more: they stay, or nobody has missed them for long. */
import type { Command } from 'commander';
import { language } from '../../languages/languages.ts';
import { withoutPackages } from '../../removals/edit.ts';
import { removalsIn } from '../../removals/removal.ts';
import { requireKnown } from '../../reports/nearest.ts';
import type { ConfiguredOptions } from '../answer/configuration.ts';
import type { Context } from '../command.ts';
import { subcommand } from './option.ts';
import { editConfiguration } from './write.ts';

export function defineDrop(parent: Command, context: Context): void {
  subcommand(parent, 'drop', 'take packages off the list: they stay after all, or are closed', context)
    .argument('<package...>', 'packages of the list')
    .action((names: readonly string[], { configuration }: ConfiguredOptions) => {
      const packages = new Set(names.map(language.normalizeName));
      const known = removalsIn(configuration).flatMap((removal) => removal.packages);
      requireKnown('removal', packages, known, 'popcon retire list says which there are');
      const file = editConfiguration(configuration, (text, path) => withoutPackages(text, packages, path));
      context.stdout.write(`${file}: ${[...packages].join(', ')}: announced no more\n`);
    });
}
