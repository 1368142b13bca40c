/** One run of `popcon` from the sources, to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export const CLI = resolve(import.meta.dirname, '../../src/cli.ts');

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param before a program and arguments that it runs under, such as a sandbox. */
export async function popcon(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): Promise<Ended> {
  const [program = '', ...rest] = [...before, process.execPath, CLI, ...args];
  const child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status, ...texts };
}
