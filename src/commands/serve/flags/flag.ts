/** A flag of `popcon serve`: its spelling, its help, and the option that it sets. */
import { type Command, Option } from 'commander';
import { type CollectorOptions, DEFAULT_OPTIONS } from '../../../collector/options.ts';
import type { StatsdSockets } from '../../../ingest/messages.ts';
import type { LogFormat, LogLevel } from '../../../log.ts';
import type { Bound } from '../../../statsd/bound.ts';
import { parseCount } from './values.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The values that the flags of one command line give. */
export interface ServeArguments {
  readonly options: Writable<CollectorOptions>;
  checkConfig: boolean;
  /** Address, prefix and login are what the Hub says that started this. */
  isHubService: boolean;
  logLevel: LogLevel;
  logFormat: LogFormat;
}

export interface Flag {
  /** As commander takes it: `--name`, `--name <value>`. */
  readonly flags: string;
  /** Its purpose, the default in brackets. */
  readonly help: string;
  /** Sets what the flag says; `text` is empty for a flag without a value. Throws a `Failure`. */
  readonly apply: (args: ServeArguments, text: string, flag: string) => void;
  /** Taken, but not listed: it says what holds anyway. */
  readonly isHidden?: boolean;
}

/** Has the command take these flags, each of which sets what it says in `args`. */
export function takeFlags(
  command: Command,
  heading: string,
  flags: readonly Flag[],
  args: ServeArguments,
): void {
  for (const { flags: spelling, help, apply, isHidden = false } of flags) {
    const option = new Option(spelling, help).helpGroup(heading).hideHelp(isHidden);
    command.addOption(option);
    command.on(`option:${option.name()}`, (text: string | null) =>
      apply(args, text ?? '', option.long ?? ''),
    );
  }
}

export function defaultArguments(): ServeArguments {
  return {
    options: { ...DEFAULT_OPTIONS },
    checkConfig: false,
    isHubService: false,
    logLevel: 'info',
    logFormat: 'logfmt',
  };
}

/** Rows for what is on or off, `--name` and `--no-name` as kingpin has them; the last one given counts. */
export function switchFlag(
  name: string,
  help: string,
  set: (args: ServeArguments, on: boolean) => void,
  byDefault = false,
): readonly Flag[] {
  return [
    { flags: `--${name}`, help: `${help} (${byDefault ? 'on' : 'off'})`, apply: (args) => set(args, true) },
    { flags: `--no-${name}`, help: 'do not', apply: (args) => set(args, false), isHidden: !byDefault },
  ];
}

/** A row that sets part of `sockets`. */
export function socketsFlag(
  flags: string,
  help: string,
  read: (text: string, flag: string, before: StatsdSockets) => Partial<StatsdSockets>,
): Flag {
  return {
    flags,
    help,
    apply: ({ options }, text, flag) => {
      options.sockets = { ...options.sockets, ...read(text, flag, options.sockets) };
    },
  };
}

/** A row for each bound, named as it is: `maxSeries` under `ledger` is `--ledger.max-series`. */
export function boundFlags(
  prefix: 'statsd' | 'ledger',
  bounds: Readonly<Record<string, Bound>>,
  part: 'limits' | 'dialect',
): readonly Flag[] {
  return Object.entries(bounds).map(([key, { what, byDefault }]) => ({
    flags: `--${prefix}.${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <n>`,
    help: `${what} (${byDefault})`,
    apply: ({ options }, text, flag) => {
      Object.assign(options, { [part]: { ...options[part], [key]: parseCount(text, flag) } });
    },
  }));
}
