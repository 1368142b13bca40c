/** `popcon retire`: the life of a removal: announced, gone, closed. Its list stands in `popcon.yml`. */
import type { Command } from 'commander';
import type { Context } from './command.ts';
import { defineAdd } from './retire/add.ts';
import { defineCheck } from './retire/check.ts';
import { defineDrop } from './retire/drop.ts';
import { defineExport } from './retire/export.ts';
import { defineList } from './retire/list.ts';
import { defineStatus } from './retire/status.ts';

export function define(command: Command, context: Context): void {
  for (const add of [defineAdd, defineList, defineStatus, defineCheck, defineDrop, defineExport])
    add(command, context);
}
