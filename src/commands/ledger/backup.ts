/** `popcon ledger backup`: a checked copy of a ledger, also while a collector writes it. */
import type { Command } from 'commander';
import { backUpLedger } from '../../ledger/backup.ts';
import type { Context } from '../command.ts';
import { describe } from './check.ts';
import { type LedgerOption, subcommand } from './option.ts';

export function defineBackup(parent: Command, { stdout }: Context): void {
  subcommand(parent, 'backup', 'copy the ledger as of one moment, and check the copy')
    .argument('<to>', 'file to write; a copy that is there is replaced once the new one is whole')
    .action(async (to: string, { ledger }: LedgerOption) => {
      stdout.write(describe(to, await backUpLedger(ledger, to)));
    });
}
