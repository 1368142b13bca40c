/** The options that say on what terms an environment is judged, and what of it shall stay. */
import { type Command, Option } from 'commander';
import { parseKeepList } from '../../reports/keep-list.ts';
import type { UnusedOptions } from '../../reports/unused.ts';
import type { Window } from '../../series/day.ts';
import type { Query } from '../../sources/source.ts';
import { parseCount } from './count.ts';
import { addEnvironmentOptions, type EnvironmentOptions } from './environment.ts';
import { readOption } from './file.ts';
import { parseDay, parseDays } from './period.ts';
import { collect } from './source.ts';

export interface JudgingOptions extends EnvironmentOptions {
  readonly installedSince?: string;
  readonly minDays: number;
  readonly minProcesses: number;
  readonly below?: number;
  readonly includeCommands?: true;
  readonly keep?: string;
  readonly maxGap?: number;
  readonly quiet?: readonly string[];
  readonly retired?: readonly string[];
}

const HEADING = 'On what terms:';

export function addJudgingOptions(command: Command): void {
  addEnvironmentOptions(command);
  const options = [
    new Option(
      '--installed-since <day>',
      'what the first inventory lists was installed by then, which the inventory cannot know',
    ),
    new Option('--min-days <n>', 'fewest days observed to call anything unused')
      .default(30)
      .argParser(parseCount),
    new Option('--min-processes <n>', 'fewest processes observed').default(100).argParser(parseCount),
    new Option('--below <k>', 'list what fewer than k processes imported as rarely used').argParser(
      parseCount,
    ),
    new Option('--include-commands', 'also remove what may only be used by its commands in a terminal'),
    new Option('--keep <file>', 'what shall stay: a name or glob a line, # for comments'),
    new Option(
      '--max-gap <days>',
      'longest silence that is no finding (default: twice what is usual, at least 4)',
    ).argParser(parseCount),
    new Option('--quiet <from..to>', 'days on which nobody was expected; repeatable').argParser(collect),
    new Option('--retired <namespace>', 'a namespace that is over; repeatable').argParser(collect),
  ];
  for (const option of options) command.addOption(option.helpGroup(HEADING));
}

export function parseTerms(options: JudgingOptions, query: Query): UnusedOptions {
  const { below, maxGap, installedSince } = options;
  return {
    ...query,
    minDays: options.minDays,
    minProcesses: options.minProcesses,
    ...(below === undefined ? {} : { below }),
    includeCommands: options.includeCommands === true,
    keep: options.keep === undefined ? [] : parseKeepList(readOption('--keep', options.keep)),
    ...(maxGap === undefined ? {} : { maxSilentDays: maxGap }),
    quiet: (options.quiet ?? []).map((text): Window => parseDays('--quiet', text)),
    retired: options.retired ?? [],
    ...(installedSince === undefined
      ? {}
      : { installedSince: parseDay('--installed-since', installedSince) }),
  };
}
