/** `popcon ledger`: what keeps a ledger in order: what fills it, dropping series, checking it, copying it. */
import type { Command } from 'commander';
import type { Context } from './command.ts';
import { defineBackup } from './ledger/backup.ts';
import { defineCheck } from './ledger/check.ts';
import { defineDrop } from './ledger/drop.ts';
import { defineTop } from './ledger/top.ts';

export function define(command: Command, context: Context): void {
  for (const add of [defineTop, defineDrop, defineCheck, defineBackup]) add(command, context);
}
