/** A flag of `popcon serve`: its spelling, its help, and the options that it sets. */
import { type Command, Option } from 'commander';
import { type CollectorOptions, DEFAULT_OPTIONS } from '../../../collector/options.ts';
import type { LogFormat, LogLevel } from '../../../log.ts';
import type { Bound } from '../../../statsd/bound.ts';
import { parseCount } from './values.ts';

/** The values that the flags of one command line give. */
export interface ServeArguments extends CollectorOptions {
  readonly checkConfig: boolean;
  /** Address, prefix and login are what the Hub says that started this. */
  readonly isHubService: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface Flag {
  /** As commander takes it: `--name`, `--name <value>`. */
  readonly flags: string;
  /** Its purpose, the default in brackets. */
  readonly help: string;
  /** What it sets; `text` is empty for a flag without a value. Throws a `Failure`. */
  readonly read: (text: string, flag: string, before: ServeArguments) => Partial<ServeArguments>;
  /** Taken, but not listed: it says what holds anyway. */
  readonly isHidden?: boolean;
}

/** Has the command take these flags; what they say replaces what `args` holds. */
export function takeFlags(
  command: Command,
  heading: string,
  flags: readonly Flag[],
  args: ServeArguments,
): void {
  for (const { flags: spelling, help, read, isHidden = false } of flags) {
    const option = new Option(spelling, help).helpGroup(heading).hideHelp(isHidden);
    command.addOption(option);
    command.on(`option:${option.name()}`, (text: string | null) =>
      Object.assign(args, read(text ?? '', option.long ?? '', args)),
    );
  }
}

export function defaultArguments(): ServeArguments {
  return {
    ...DEFAULT_OPTIONS,
    checkConfig: false,
    isHubService: false,
    logLevel: 'info',
    logFormat: 'logfmt',
  };
}

export function flag(flags: string, help: string, read: Flag['read']): Flag {
  return { flags, help, read };
}

/** Rows for what is on or off, `--name` and `--no-name` as kingpin has them; the last one given counts. */
export function switchFlag(
  name: string,
  help: string,
  read: (on: boolean, before: ServeArguments) => Partial<ServeArguments>,
  byDefault = false,
): readonly Flag[] {
  return [
    flag(`--${name}`, `${help} (${byDefault ? 'on' : 'off'})`, (_text, _flag, before) => read(true, before)),
    {
      ...flag(`--no-${name}`, 'do not', (_text, _flag, before) => read(false, before)),
      isHidden: !byDefault,
    },
  ];
}

/** A row for each bound, named as it is: `maxSeries` under `ledger` is `--ledger.max-series`. */
export function boundFlags(
  prefix: 'statsd' | 'ledger',
  bounds: Readonly<Record<string, Bound>>,
  part: 'limits' | 'dialect',
): readonly Flag[] {
  return Object.entries(bounds).map(([key, { what, byDefault }]) =>
    flag(
      `--${prefix}.${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <n>`,
      `${what} (${byDefault})`,
      (text, name, before) => ({ [part]: { ...before[part], [key]: parseCount(text, name) } }),
    ),
  );
}
