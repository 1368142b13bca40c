/** `popcon completion SHELL`: what a shell needs to complete command lines, from the commands as they are. */
import { Argument, type Command } from 'commander';
import type { Context } from './command.ts';
import { completeInBash } from './completion/bash.ts';
import { completeInFish } from './completion/fish.ts';
import { completeInZsh } from './completion/zsh.ts';
import { describeCommands } from './describe.ts';

const COMPLETIONS = { bash: completeInBash, zsh: completeInZsh, fish: completeInFish };

export function define(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(Object.keys(COMPLETIONS)))
    .action(async (shell: keyof typeof COMPLETIONS) => {
      context.stdout.write(COMPLETIONS[shell](await describeCommands()));
    });
}
