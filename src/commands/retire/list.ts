/** `popcon retire list`: what `popcon.yml` announces. */
import type { Command } from 'commander';
import { nameOf, type Removal, removalsIn } from '../../removals/removal.ts';
import { formatJson } from '../../render/format.ts';
import { styleFor } from '../../render/style.ts';
import { formatTable } from '../../render/table.ts';
import { dayOf, formatDay } from '../../series/day.ts';
import type { ConfiguredOptions } from '../answer/configuration.ts';
import type { Context } from '../command.ts';
import { JSON_OPTION, subcommand } from './option.ts';

interface Options extends ConfiguredOptions {
  readonly json?: true;
}

export function defineList(parent: Command, context: Context): void {
  subcommand(parent, 'list', 'list what popcon.yml announces', context)
    .addOption(JSON_OPTION)
    .action(({ configuration, json }: Options) => {
      const { stdout } = context;
      const removals = removalsIn(configuration);
      const state = (on: number) => (dayOf(context.now()) < on ? 'announced' : 'gone');
      if (json) {
        const rows = removals.map(({ since, on, modules, line: _, ...said }) => ({
          state: state(on),
          ...said,
          since: formatDay(since),
          on: formatDay(on),
          ...(modules.size === 0 ? {} : { modules: Object.fromEntries(modules) }),
        }));
        stdout.write(formatJson(rows));
        return;
      }
      const columns = [
        { heading: 'removal', cell: nameOf, flexible: true },
        { heading: 'state', cell: ({ on }: Removal) => state(on) },
        { heading: 'since', cell: ({ since }: Removal) => formatDay(since) },
        { heading: 'gone from', cell: ({ on }: Removal) => formatDay(on) },
        { heading: 'because', cell: ({ because }: Removal) => because, flexible: true },
      ];
      const table = formatTable(columns, removals, styleFor(stdout, context.env));
      stdout.write(table || 'Nothing is announced: popcon retire add NAME --on DATE --because TEXT\n');
    });
}
