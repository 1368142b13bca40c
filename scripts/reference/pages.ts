/** The pages of the docs that are written from the program, by their files in docs/. */
import { describeCommands } from '../../src/commands/describe.ts';
import { version } from '../../src/version.ts';
import { formatCommandLine } from './command-line.ts';
import { formatMan } from './man.ts';
import { formatMetrics } from './metrics.ts';

export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  const commands = await describeCommands();
  return {
    'command-line.md': formatCommandLine(commands),
    'metrics.md': formatMetrics(),
    'popcon.1': formatMan(commands, version),
  };
}
