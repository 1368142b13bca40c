/** Runs a program to its end, within a time and a length of output. */
import { spawn } from 'node:child_process';
import { Failure } from '../failure.ts';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Without a line of output, where `isRenewed`. */
  readonly timeoutMs: number;
  readonly isRenewed?: true;
  readonly signal: AbortSignal;
}

export interface Ended {
  /** Undefined where it was ended, by `why`. */
  readonly status: number | undefined;
  readonly why: string;
  readonly stdout: string;
  /** The last of it. */
  readonly stderr: string;
}

const MAX_BYTES = 16_000_000;

/** It and what it started, which a kernel is, are ended with it. */
export function runProgram(program: Program): Promise<Ended> {
  const { command, args, cwd, env, timeoutMs, isRenewed, signal } = program;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let why = '';
    const end = (because: string) => {
      why ||= because;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    };
    const onAbort = () => end('interrupted');
    const startPatience = () => setTimeout(end, timeoutMs, `did not end within ${timeoutMs / 1_000} s`);
    let patience = startPatience();
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-MAX_BYTES);
      if (!isRenewed) return;
      clearTimeout(patience);
      patience = startPatience();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-MAX_BYTES);
    });
    signal.addEventListener('abort', onAbort);
    const settle = () => {
      clearTimeout(patience);
      signal.removeEventListener('abort', onAbort);
    };
    child.once('error', ({ message }) => {
      settle();
      reject(new Failure('no-python', `${command}: ${message}`));
    });
    child.once('close', (status, ended) => {
      settle();
      if (signal.aborted) reject(new Failure('interrupted', 'interrupted'));
      else resolve({ status: status ?? undefined, why: why || `was ended by ${ended}`, stdout, stderr });
    });
  });
}
