/** The options that say what is installed. */
import { type Command, Option } from 'commander';
import { addOptions } from '../options.ts';

export interface EnvironmentOptions {
  readonly environment?: string;
  readonly inventory?: string;
}

export function addEnvironmentOptions(command: Command): void {
  const options = [
    new Option(
      '-e, --environment <name>',
      'one of the environments that the source keeps (default: the only one)',
    ),
    new Option(
      '--inventory <file|source>',
      'instead of --environment: a file with an inventory or the output of pip inspect, or another ledger or collector',
    ),
  ];
  addOptions(command, options, 'What is installed:');
}
