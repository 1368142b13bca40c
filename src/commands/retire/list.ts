/** `popcon retire list`: what `popcon.yml` announces. */
import type { Command } from 'commander';
import { nameOf, type Removal, removalsIn } from '../../removals/removal.ts';
import { formatTable } from '../../render/table.ts';
import { dayOf, formatDay } from '../../series/day.ts';
import type { ConfiguredOptions } from '../answer/configuration.ts';
import type { Context } from '../command.ts';
import { JSON_OPTION, type JsonOptions, print } from '../json.ts';
import { subcommand } from './option.ts';

const NOTHING = 'Nothing is announced: popcon retire add NAME --on DATE --because TEXT\n';

export function defineList(parent: Command, context: Context): void {
  subcommand(parent, 'list', 'list what popcon.yml announces', context)
    .addOption(JSON_OPTION)
    .action((options: ConfiguredOptions & JsonOptions) => {
      const removals = removalsIn(options.configuration);
      const state = (on: number) => (dayOf(context.now()) < on ? 'announced' : 'gone');
      const rows = removals.map(({ since, on, modules, line: _, ...said }) => ({
        state: state(on),
        ...said,
        since: formatDay(since),
        on: formatDay(on),
        ...(modules.size === 0 ? {} : { modules: Object.fromEntries(modules) }),
      }));
      const columns = [
        { heading: 'removal', cell: nameOf, flexible: true },
        { heading: 'state', cell: ({ on }: Removal) => state(on) },
        { heading: 'since', cell: ({ since }: Removal) => formatDay(since) },
        { heading: 'gone from', cell: ({ on }: Removal) => formatDay(on) },
        { heading: 'because', cell: ({ because }: Removal) => because, flexible: true },
      ];
      print(rows, (_, style) => formatTable(columns, removals, style) || NOTHING, options, context);
    });
}
