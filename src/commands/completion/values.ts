/** Descriptions of commands → the words that a shell offers after them. */
import type { CommandDescription, OptionDescription } from '../describe.ts';

/** True of the placeholder of a file or folder, such as `<file>`. */
export function isFile(value: string): boolean {
  return /file|dir|path|program/.test(value);
}

/** `ledger` → `top`, `drop`, …; a command without any is its own, with none below it. */
export function subcommands(commands: readonly CommandDescription[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(commands, ({ name }) => name.split(' ')[0] ?? '');
  return new Map(
    [...groups].map(([group, members]) => [group, members.flatMap(({ name }) => name.split(' ').slice(1))]),
  );
}

/** Every option as it may be typed. */
export function spellings({ short, long }: OptionDescription): readonly string[] {
  return short === undefined ? [long] : [short, long];
}

/** The words that a shell can offer for the arguments. */
export function argumentsOf({ arguments: args }: CommandDescription): {
  readonly choices: readonly string[];
  readonly areFiles: boolean;
} {
  return {
    choices: args.flatMap(({ choices }) => choices),
    areFiles: args.some(({ name }) => isFile(name)),
  };
}
