/** Which ledger a command is about. */
import type { Command } from 'commander';
import { DEFAULT_LEDGER } from '../answer/source.ts';

export interface LedgerOption {
  readonly ledger: string;
}

export function subcommand(parent: Command, name: string, summary: string): Command {
  return parent
    .command(name)
    .description(summary)
    .exitOverride()
    .option('-l, --ledger <file>', 'the ledger, also of a collector that is running', DEFAULT_LEDGER);
}
