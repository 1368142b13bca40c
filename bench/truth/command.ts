/** The real command, asked what `askAsOf` asks the report: so the model speaks of what people run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Day, formatDay } from '../../src/series/day.ts';
import type { Recording } from './recording.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');

/** What `popcon` with these arguments prints about an environment as of `day`, and its exit code. */
export function askCommand(
  recording: Recording,
  environment: string,
  day: Day,
  [command, ...more]: readonly [string, ...string[]],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const holidays = recording.holidays.map(({ from, to }) => `${formatDay(from)}..${formatDay(to)}`);
  return spawnSync(
    process.execPath,
    [
      ...[CLI, command, '--from', recording.path, '--environment', environment, '--until', formatDay(day)],
      ...holidays.flatMap((days) => ['--holiday', days]),
      ...more,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28, env: { PATH: process.env.PATH } },
  );
}
