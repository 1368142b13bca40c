/** `popcon publish` as its tests run it: in this process, on real ledgers, on a day of the test's choosing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import * as publish from '../../src/commands/publish.ts';
import { releasedPeriod } from '../../src/release/released.ts';
import { runCommand } from './run.ts';

export interface Run {
  readonly stdout: string;
  /** The failure's code and message, where it failed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

const releaseJson = z.object({
  format: z.string(),
  statement: z.array(z.string()),
  budget: z.object({ total: z.string(), spent: z.string() }).optional(),
  periods: z.array(releasedPeriod),
  files: z.array(z.string()),
});

export async function runPublish(today: string, ...args: readonly string[]): Promise<Run> {
  const ran = await runCommand(publish, args, { nowMs: Date.parse(`${today}T15:00:00Z`) });
  const { stdout, stderr, exitCode, failure, line = '' } = ran;
  assert.equal(stderr, '', 'nothing of its own goes to stderr');
  if (failure !== undefined) return { stdout, failure: { code: failure.code, message: line } };
  assert.equal(exitCode, 0, 'publishing finds nothing');
  return { stdout };
}

export function readRelease(directory: string): z.infer<typeof releaseJson> {
  return releaseJson.parse(JSON.parse(readFileSync(join(directory, 'release.json'), 'utf8')));
}
