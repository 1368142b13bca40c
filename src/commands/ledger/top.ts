/** `popcon ledger top`: which metrics fill the ledger, as patterns that `popcon ledger drop` takes. */
import type { Command } from 'commander';
import { type Filling, readFilling } from '../../ledger/filling.ts';
import { readLedger } from '../../ledger/open.ts';
import { formatJson } from '../../render/format.ts';
import { styleFor } from '../../render/style.ts';
import { formatTable, numbers } from '../../render/table.ts';
import { formatDay } from '../../series/day.ts';
import { formatBytes, formatCount } from '../../words/number.ts';
import type { Context } from '../command.ts';
import { JSON_OPTION, type JsonOptions } from '../json.ts';
import { countOption } from '../options.ts';
import { type LedgerOption, subcommand } from './option.ts';

const COLUMNS = [
  { heading: 'PATTERN', cell: ({ pattern }: Filling) => pattern, flexible: true },
  numbers('METRICS', ({ metrics }: Filling) => formatCount(metrics)),
  numbers('SERIES', ({ series }: Filling) => formatCount(series)),
  numbers('NAMES', ({ keyBytes }: Filling) => formatBytes(keyBytes)),
  numbers('COUNTS', ({ counts }: Filling) => formatCount(counts)),
  numbers('LAST DAY', ({ lastDay }: Filling) => formatDay(lastDay)),
];

interface Options extends LedgerOption, JsonOptions {
  readonly limit: number;
}

export function defineTop(parent: Command, { stdout, env }: Context): void {
  subcommand(parent, 'top', 'list what fills the ledger')
    .addOption(countOption('-n, --limit <n>', 'most patterns to list').default(20))
    .addOption(JSON_OPTION)
    .action(({ ledger, limit, json }: Options) => {
      const filling = readLedger(ledger, readFilling);
      if (json) {
        const told = filling.map(({ lastDay, ...rest }) => ({ ...rest, lastDay: formatDay(lastDay) }));
        stdout.write(formatJson(told));
        return;
      }
      const series = filling.reduce((sum, one) => sum + one.series, 0);
      const bytes = filling.reduce((sum, one) => sum + one.keyBytes, 0);
      stdout.write(
        `${formatCount(series)} series, ${formatBytes(bytes)} of names and labels in ${ledger}\n\n`,
      );
      stdout.write(formatTable(COLUMNS, filling.slice(0, limit), styleFor(stdout, env)));
      const more = filling.length - limit;
      if (more > 0) stdout.write(`\nand ${formatCount(more)} more: --limit ${filling.length}\n`);
    });
}
