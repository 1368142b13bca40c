/** The options that commands of `popcon retire` share, and the environment that they name. */
import type { Command } from 'commander';
import type { InstalledEnvironment, Source } from '../../sources/source.ts';
import { addConfiguration, type ConfiguredOptions } from '../answer/configuration.ts';
import { addEnvironmentOptions, type EnvironmentOptions } from '../answer/environment.ts';
import { findEnvironment } from '../answer/find-environment.ts';
import { addSourceOptions, isAbsent, type SourceOptions, withSource } from '../answer/source.ts';
import type { Context } from '../command.ts';

export interface CountedOptions extends SourceOptions, EnvironmentOptions, ConfiguredOptions {}

/** One that reads `popcon.yml` alone. */
export function subcommand(parent: Command, name: string, summary: string, context: Context): Command {
  const command = parent.command(name).description(summary).exitOverride();
  addConfiguration(command, context, {});
  return command;
}

/** One that also reads counts, and what is installed. */
export function countedSubcommand(parent: Command, name: string, summary: string, context: Context): Command {
  const command = parent.command(name).description(summary).exitOverride();
  addEnvironmentOptions(command);
  addSourceOptions(command);
  addConfiguration(command, context);
  return command;
}

type Answer<T> = (source: Source, installed: InstalledEnvironment) => Promise<T>;

export function withInstalled<T>(options: CountedOptions, context: Context, answer: Answer<T>): Promise<T> {
  return withSource(options, context, async (source) =>
    answer(source, await findEnvironment(source, options, context)),
  );
}

/** The same where nobody named counts and there may be none: then undefined, and it is said. */
export async function withAnyInstalled<T>(
  options: CountedOptions,
  context: Context,
  answer: Answer<T>,
): Promise<T | undefined> {
  try {
    return await withInstalled(options, context, answer);
  } catch (error) {
    if (!isAbsent(error, options)) throw error;
    context.stderr.write(`without counts and inventory: ${error.message}\n`);
    return undefined;
  }
}
