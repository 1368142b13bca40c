/** The options that say what is installed. */
import { type Command, Option } from 'commander';

export interface EnvironmentOptions {
  readonly environment?: string;
  readonly inventory?: string;
}

const HEADING = 'What is installed:';

export function addEnvironmentOptions(command: Command): void {
  const options = [
    new Option('--environment <name>', 'of those kept at the source (default: the only one)'),
    new Option(
      '--inventory <file|source>',
      'instead: an inventory, pip inspect or the like; or a ledger or collector that keeps inventories',
    ),
  ];
  for (const option of options) command.addOption(option.helpGroup(HEADING));
}
