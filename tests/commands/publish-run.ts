/** `popcon publish` as its tests run it: in this process, on real ledgers, on a day of the test's choosing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import type { Context } from '../../src/commands/command.ts';
import { define } from '../../src/commands/publish.ts';
import { describeFailure } from '../../src/commands/remedy.ts';
import { Failure } from '../../src/failure.ts';
import { releasedPeriod } from '../../src/release/released.ts';

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
  let stdout = '';
  const context: Context = {
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: { write: () => assert.fail('nothing of its own goes to stderr') },
    env: {},
    now: () => Date.parse(`${today}T15:00:00Z`),
    signal: new AbortController().signal,
    finding: () => assert.fail('publishing finds nothing'),
  };
  const command = new Command();
  define(command, context);
  try {
    await command.parseAsync([...args], { from: 'user' });
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return { stdout, failure: { code: error.code, message: describeFailure(error, command) } };
  }
  return { stdout };
}

export function readRelease(directory: string): z.infer<typeof releaseJson> {
  return releaseJson.parse(JSON.parse(readFileSync(join(directory, 'release.json'), 'utf8')));
}
