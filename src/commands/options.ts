/** Options that several commands have, and how values of options are read. */
import { type Command, Option } from 'commander';
import { parseCount, parseDurationMs } from './serve/flags/values.ts';

/** Under `heading` in the help, or under that of all. */
export function addOptions(command: Command, options: readonly Option[], heading = 'Options:'): void {
  for (const option of options) command.addOption(option.helpGroup(heading));
}

/** One that takes a whole number, from `least` to `most`. */
export function countOption(flags: string, help: string, least = 0, most?: number): Option {
  const option = new Option(flags, help);
  return option.argParser((text) => parseCount(text, option.long ?? '', least, most));
}

/** One that takes a duration such as `30s`, read as milliseconds. */
export function durationOption(flags: string, help: string, byDefault: string): Option {
  const option = new Option(flags, help);
  const read = (text: string) => parseDurationMs(text, option.long ?? '');
  return option.default(read(byDefault), byDefault).argParser(read);
}

/** One that may be given several times. */
export function repeatableOption(flags: string, help: string): Option {
  return new Option(flags, `${help}; repeatable`).argParser(
    (value: string, before: readonly string[] = []): readonly string[] => [...before, value],
  );
}

export const portOption = (help: string) => countOption('--port <port>', help, 1, 65_535);

export const BREAK_SYSTEM_PACKAGES_OPTION = new Option(
  '--break-system-packages',
  "change an environment that the system's package manager owns (PEP 668)",
);
