/** The type of a command, and the context that it runs in: nothing in a command reaches for the process by itself. */
import type { Command } from 'commander';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Aborted by ctrl-C and SIGTERM; a command that lasts ends when it is. */
  readonly signal: AbortSignal;
  /**
   * Makes the exit code 1: the answer holds a finding the caller asked to be told of. Or 3: it says itself that there
   * is not enough evidence.
   */
  readonly finding: (exitCode?: 1 | 3) => void;
}

/** Settles once the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Fills in options and action; `program.ts` has made the command with its name and summary. */
export type DefineCommand = (command: Command, context: Context) => void;

export interface CommandModule {
  readonly define: DefineCommand;
}
