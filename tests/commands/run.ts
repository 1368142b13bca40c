/** Runs one command as a terminal or a pipe would see it. */
import { Command } from 'commander';
import type { CommandModule } from '../../src/commands/command.ts';
import { describeFailure } from '../../src/commands/remedy.ts';
import { Failure } from '../../src/failure.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1 | Failure['exitCode'];
  readonly failure?: Failure;
  /** The line that is printed where it failed. */
  readonly line?: string;
}

export interface RunOptions {
  /** Columns of the terminal; a pipe where absent. */
  readonly columns?: number;
  readonly nowMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

export async function runCommand(
  { define }: CommandModule,
  args: readonly string[],
  { columns, nowMs, env = {} }: RunOptions,
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  let exitCode: 0 | 1 | 3 = 0;
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const command = new Command('test').exitOverride().configureOutput({
    writeOut: (text) => {
      stdout += text;
    },
    writeErr: (text) => {
      stderr += text;
    },
  });
  define(command, {
    stdout: {
      ...terminal,
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      ...terminal,
      write: (text) => {
        stderr += text;
      },
    },
    env,
    now: () => nowMs,
    signal: new AbortController().signal,
    finding: (code = 1) => {
      exitCode = code;
    },
  });
  try {
    await command.parseAsync(args, { from: 'user' });
    return { stdout, stderr, exitCode };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      stdout,
      stderr,
      exitCode: error.exitCode,
      failure: error,
      line: describeFailure(error, command),
    };
  }
}
