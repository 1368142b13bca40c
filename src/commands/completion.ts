/** `popcon completion SHELL`: what a shell needs to complete command lines, from the commands as they are. */
import { Argument, type Command } from 'commander';
import type { Context } from './command.ts';

export function define(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { describeCommands } = await import('./reference/describe.ts');
      const { COMPLETIONS } = await import('./completion/shells.ts');
      context.stdout.write(COMPLETIONS[shell](await describeCommands()));
    });
}
