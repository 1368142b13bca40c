/** The options that say on what terms an environment is judged, and what of it shall stay. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { mergeReasons, readReasons } from '../../environment/files/reasons.ts';
import { Failure } from '../../failure.ts';
import { formatMissing } from '../../render/missing.ts';
import { configuredReasons, configuredTerms, DEFAULT_THRESHOLDS } from '../../reports/configured-terms.ts';
import { parseKeepList } from '../../reports/keep-list.ts';
import type { Missing, UnusedOptions } from '../../reports/unused.ts';
import type { Day, Window } from '../../series/day.ts';
import type { Query } from '../../sources/source.ts';
import { addOptions, countOption, repeatableOption } from '../options.ts';
import type { ConfiguredOptions } from './configuration.ts';
import { addEnvironmentOptions, type EnvironmentOptions } from './environment.ts';
import { readFile, readOption } from './file.ts';
import { readDay, readDays } from './period.ts';

export interface JudgingOptions extends EnvironmentOptions, ConfiguredOptions {
  readonly installedSince?: string;
  readonly minDays: number;
  readonly minProcesses: number;
  /** 0 to 1. */
  readonly accept?: number;
  readonly below?: number;
  readonly includeCommands?: true;
  readonly file?: readonly string[];
  readonly keep?: string;
  readonly maxGap?: number;
  readonly holiday?: readonly string[];
  readonly closed?: readonly string[];
}

const HEADING = 'On what terms:';

export function addJudgingOptions(command: Command): void {
  addEnvironmentOptions(command);
  const options = [
    new Option(
      '--installed-since <day>',
      'day from which the distributions of the first inventory were installed',
    ),
    countOption('--min-days <n>', 'fewest observed days before anything is called unused').default(
      DEFAULT_THRESHOLDS.minDays,
    ),
    countOption('--min-processes <n>', 'fewest observed processes, likewise').default(
      DEFAULT_THRESHOLDS.minProcesses,
    ),
    new Option(
      '--include-commands',
      'also remove distributions that may be used by their terminal commands only',
    ),
    new Option('--keep <file>', 'file of what stays: one name or glob per line, # for comments'),
    countOption(
      '--max-gap <days>',
      'longest gap in days that is not reported (default: twice what is usual and the day between, at least 4)',
    ),
    repeatableOption('--holiday <from..to>', 'days on which no use was expected'),
    repeatableOption('--closed <namespace>', 'a namespace that has ended'),
  ];
  addOptions(command, options, HEADING);
}

/** Of what is said of today alone, which an answer about the past has no use for. */
export function addPresentOptions(command: Command): void {
  const options = [
    repeatableOption(
      '--file <path>',
      'environment.yml, requirements.txt, apt.txt or install.R: show the comments there about a package',
    ),
    new Option(
      '--accept <percent>',
      'call unused before a full year if, by the record, at most this share comes back within a year',
    )
      .default(DEFAULT_THRESHOLDS.accept, `${DEFAULT_THRESHOLDS.accept * 100}%`)
      .argParser(parsePercent),
    countOption('--below <k>', 'list as rarely used what fewer than k processes imported'),
  ];
  addOptions(command, options, HEADING);
}

/** `2` or `2%`, from 0 to 100 → 0.02. */
function parsePercent(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%?$/.exec(text) ?? [];
  const percent = Number(digits);
  if (!(percent >= 0 && percent <= 100)) {
    throw new InvalidArgumentError('It is not a percentage from 0 to 100.');
  }
  return percent / 100;
}

export function thinEvidence(missing: readonly Missing[]): Failure {
  const reasons = missing.map(formatMissing).join('; ');
  return new Failure('thin-evidence', `nothing is called unused on this evidence: ${reasons}`);
}

/** Of lists, what the options and `popcon.yml` say; of anything else the option. */
export function parseTerms(options: JudgingOptions, query: Query, today: Day): UnusedOptions {
  const configured = configuredTerms(options.configuration, today);
  const { below, maxGap, installedSince } = options;
  return {
    ...query,
    minDays: options.minDays,
    minProcesses: options.minProcesses,
    accept: options.accept ?? configured.accept,
    academicTerms: configured.academicTerms,
    below,
    includeCommands: options.includeCommands === true,
    kernelsOnly: options.configuration.value['kernels-only'],
    keep: [
      ...(options.keep === undefined ? [] : parseKeepList(readOption('--keep', options.keep))),
      ...configured.keep,
    ],
    written: mergeReasons(
      readReasons(options.file ?? [], readFile),
      configuredReasons(options.configuration, readFile),
    ),
    maxSilentDays: maxGap,
    quiet: [
      ...(options.holiday ?? []).map((text): Window => readDays('--holiday', text)),
      ...configured.quiet,
    ],
    retired: [...(options.closed ?? []), ...configured.retired],
    expected: configured.expected,
    installedSince: installedSince === undefined ? undefined : readDay('--installed-since', installedSince),
  };
}
