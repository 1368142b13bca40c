/** `popcon retire export`: the list as a reporter reads it, for an image without Node. */
import type { Command } from 'commander';
import { removalsDocument } from '../../removals/document.ts';
import { removalsIn } from '../../removals/removal.ts';
import type { Context } from '../command.ts';
import { type CountedOptions, countedSubcommand, withAnyInstalled } from './option.ts';

export function defineExport(parent: Command, context: Context): void {
  countedSubcommand(parent, 'export', 'the list as JSON, as a reporter reads it', context)
    .addHelpText('after', '\nIn the image: python -m popularity_contest activate --removals FILE.json')
    .action(async (options: CountedOptions) => {
      const installed = await withAnyInstalled(options, context, async (_, found) => found);
      context.stdout.write(removalsDocument(removalsIn(options.configuration), installed?.inventory));
    });
}
