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

/** A path of `popcon.yml` and the option whose default it is. */
interface Setting {
  readonly path: readonly [string] | readonly [string, string];
  readonly option: string;
  readonly read: (value: PopconYml, folder: string) => unknown;
}

const FROM: Setting = {
  path: ['from'],
  option: 'from',
  read: fromSeenFrom,
};

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
export const ANSWER_SETTINGS: readonly Setting[] = [
  FROM,
  { path: ['environment'], option: 'environment', read: ({ environment }) => environment },
  { path: ['thresholds', 'min-days'], option: 'minDays', read: (value) => value.thresholds['min-days'] },
  {
    path: ['thresholds', 'min-processes'],
    option: 'minProcesses',
    read: (value) => value.thresholds['min-processes'],
  },
  { path: ['thresholds', 'accept'], option: 'accept', read: (value) => value.thresholds.accept },
  { path: ['thresholds', 'below'], option: 'below', read: (value) => value.thresholds.below },
  { path: ['thresholds', 'max-gap'], option: 'maxGap', read: (value) => value.thresholds['max-gap'] },
];

/** Of `popcon publish`. */
export const PUBLISH_SETTINGS: readonly Setting[] = [
  FROM,
  {
    path: ['publish', 'hide-below'],
    option: 'hideBelow',
    read: (value) => value.publish['hide-below'],
  },
  { path: ['publish', 'since'], option: 'since', read: (value) => value.publish.since },
];

/** The file that is named or found, kept for the command's action: `options.configuration`. */
export interface ConfiguredOptions {
  readonly config?: string;
  readonly configuration: Configuration;
}

/** Has the command take `--config`, and its options their defaults from the file. */
export function addConfiguration(
  command: Command,
  context: Context,
  settings: readonly Setting[] = ANSWER_SETTINGS,
): void {
  command.addOption(new Option(CONFIG_OPTION, CONFIG_HELP));
  command.hook('preAction', () => {
    const configuration = findConfiguration(command.opts().config, resolve('.'));
    command.setOptionValueWithSource('configuration', configuration, 'config');
    const folder = folderOf(configuration.file);
    for (const { option, read } of settings) {
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
