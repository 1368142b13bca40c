/** `popcon ledger check`: whether a ledger is whole, and where not, what of it can be read and what to do. */
import type { Command } from 'commander';
import { type Inspection, inspectLedger } from '../../ledger/inspect.ts';
import { formatDay } from '../../series/day.ts';
import { formatBytes, formatCount } from '../../words/number.ts';
import type { Context } from '../command.ts';
import { JSON_OPTION, type JsonOptions, print } from '../json.ts';
import { type LedgerOption, subcommand } from './option.ts';

export function defineCheck(parent: Command, context: Context): void {
  subcommand(parent, 'check', 'check that the ledger is intact; if not, say what is lost')
    .addOption(JSON_OPTION)
    .action((options: LedgerOption & JsonOptions) => {
      const inspection = inspectLedger(options.ledger);
      print(toJson(inspection), () => describe(options.ledger, inspection), options, context);
      if (inspection.problems.length > 0) context.finding();
    });
}

export function describe(ledger: string, { rows, bytes, days, problems }: Inspection): string {
  const counted = Object.entries(rows).map(([what, count]) => `${formatCount(count)} ${what}`);
  const span =
    days === undefined ? 'no counts' : `counts from ${formatDay(days.first)} to ${formatDay(days.last)}`;
  const content = `${[span, counted.join(', '), formatBytes(bytes)].filter(Boolean).join('; ')}`;
  if (problems.length === 0) return `${ledger} is whole: ${content}.\n`;
  return [
    `${ledger} is damaged. What can be read: ${content}.`,
    ...problems.map((problem) => `  ${problem}`),
    'Put the newest copy (popcon ledger backup) in its place, with the collector stopped; without one, move it away to begin anew: Prometheus keeps what it has scraped.',
    '',
  ].join('\n');
}

function toJson({ rows, bytes, days, problems }: Inspection) {
  const span = days === undefined ? null : { first: formatDay(days.first), last: formatDay(days.last) };
  return { isWhole: problems.length === 0, rows, bytes, days: span, problems };
}
