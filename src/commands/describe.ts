/** The program with all its commands → plain values, from which reference page, man page and completion are drawn. */
import type { Argument, Command, Option } from 'commander';
import type { Context } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { define, makeProgram } from './program.ts';

export interface OptionDescription {
  /** `-l`; undefined where there is none. */
  readonly short: string | undefined;
  /** `--ledger`. */
  readonly long: string;
  /** `<file>`; undefined where it takes no value. */
  readonly value: string | undefined;
  readonly choices: readonly string[];
  readonly help: string;
}

export interface ArgumentDescription {
  readonly name: string;
  readonly choices: readonly string[];
  readonly help: string;
}

export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  /** `<package...>`, `[file]`. */
  readonly arguments: readonly ArgumentDescription[];
  readonly options: readonly OptionDescription[];
  readonly examples: readonly (readonly [line: string, does: string])[];
}

const NOWHERE = { write: () => true };
/** Nothing runs: options are only looked at. */
const CONTEXT: Context = {
  stdout: NOWHERE,
  stderr: NOWHERE,
  env: {},
  now: Date.now,
  signal: new AbortController().signal,
  finding: () => undefined,
};

/** Loads every command. */
export async function describeCommands(): Promise<readonly CommandDescription[]> {
  const program = makeProgram(CONTEXT);
  const described = await Promise.all(
    COMMANDS.map(async (entry) => {
      const command = program.commands.find((each) => each.name() === entry.name);
      if (command === undefined) throw new Error(`${entry.name} is not in the program`);
      await define(entry, command, CONTEXT);
      return command.commands.length === 0
        ? [describeCommand(command, entry.name, entry)]
        : command.commands.map((each) => describeCommand(each, `${entry.name} ${each.name()}`, entry));
    }),
  );
  return described.flat();
}

/** Of a command of commands, each takes its own of the entry's examples. */
function describeCommand(
  command: Command,
  name: string,
  { examples, summary, name: entryName }: CommandEntry,
): CommandDescription {
  return {
    name,
    summary: name === entryName ? summary : command.description(),
    arguments: command.registeredArguments.map(describeArgument),
    options: optionsOf(command).map((option) => describeOption(option, command)),
    examples: examples.filter(([line]) => line === `popcon ${name}` || line.startsWith(`popcon ${name} `)),
  };
}

function optionsOf(command: Command): readonly Option[] {
  return command.options.filter(({ hidden }) => !hidden);
}

function describeArgument(argument: Argument): ArgumentDescription {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return {
    name: argument.required ? `<${name}>` : `[${name}]`,
    choices: argument.argChoices ?? [],
    help: argument.description,
  };
}

function describeOption(option: Option, command: Command): OptionDescription {
  return {
    short: option.short,
    long: option.long ?? '',
    value: /[<[].*$/.exec(option.flags)?.[0],
    choices: option.argChoices ?? [],
    help: command.createHelp().optionDescription(option),
  };
}
