/** `--config`: what `popcon.yml` says takes the place of the defaults of an answer's options. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CONFIG_NAME, type Configuration, findConfiguration } from '../../config/find.ts';
import type { PopconYml } from '../../config/popcon-yml.ts';
import { expiredEntries, formatExpired } from '../../reports/configured-terms.ts';
import { dayOf } from '../../series/day.ts';
import { isServerAddress } from '../../sources/address.ts';
import type { Context } from '../command.ts';

export const CONFIG_OPTION = '-c, --config <file>';
export const CONFIG_HELP = 'configuration (default: the nearest popcon.yml, from here upwards)';

/** The options whose default `popcon.yml` may set, and how it is read there; `folder` is that of the file. */
type Settings = Readonly<Record<string, (value: PopconYml, folder: string) => unknown>>;

/** A file is named as seen from the folder of popcon.yml. */
function fromSeenFrom({ from }: PopconYml, folder: string): string | undefined {
  return from === undefined || isServerAddress(from) ? from : resolve(folder, from);
}

export function configuredFrom({ file, value }: Configuration): string | undefined {
  return fromSeenFrom(value, folderOf(file));
}

function folderOf(file: string | undefined): string {
  return resolve(file ?? '.', '..');
}

/** Of the commands that judge and rank. */
const ANSWER_SETTINGS: Settings = {
  from: fromSeenFrom,
  environment: ({ environment }) => environment,
  minDays: ({ thresholds }) => thresholds['min-days'],
  minProcesses: ({ thresholds }) => thresholds['min-processes'],
  accept: ({ thresholds }) => thresholds.accept,
  below: ({ thresholds }) => thresholds.below,
  maxGap: ({ thresholds }) => thresholds['max-gap'],
};

/** Of `popcon publish`. */
export const PUBLISH_SETTINGS: Settings = {
  from: fromSeenFrom,
  hideBelow: ({ publish }) => publish['hide-below'],
  since: ({ publish }) => publish.since,
};

/** The file that is named or found, kept for the command's action: `options.configuration`. */
export interface ConfiguredOptions {
  readonly config?: string;
  readonly configuration: Configuration;
}

/** Has the command take `--config`, and its options their defaults from the file. */
export function addConfiguration(
  command: Command,
  context: Context,
  settings: Settings = ANSWER_SETTINGS,
): void {
  command.addOption(new Option(CONFIG_OPTION, CONFIG_HELP));
  command.hook('preAction', () => {
    const configuration = findConfiguration(command.opts().config, resolve('.'));
    command.setOptionValueWithSource('configuration', configuration, 'config');
    const folder = folderOf(configuration.file);
    for (const [option, read] of Object.entries(settings)) {
      const isOption = command.options.some((one) => one.attributeName() === option);
      const source = command.getOptionValueSource(option);
      const value = read(configuration.value, folder);
      if (isOption && value !== undefined && (source === undefined || source === 'default')) {
        command.setOptionValueWithSource(option, value, 'config');
      }
    }
    if (command.options.some((one) => one.attributeName() === 'keep')) sayExpired(configuration, context);
  });
}

function sayExpired(configuration: Configuration, { stderr, now }: Context): void {
  for (const entry of expiredEntries(configuration, dayOf(now()))) {
    stderr.write(`${formatExpired(entry, configuration.file ?? CONFIG_NAME)}\n`);
  }
}
