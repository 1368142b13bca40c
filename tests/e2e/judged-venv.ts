/** A real environment to judge and to uninstall from: installed once with pip, copied by links, its processes counted. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually, startCollectorProcess } from './running.ts';

const execute = promisify(execFile);
const REPORTER = resolve(import.meta.dirname, '../../python');

/** Fills `cache` with pip, once for each content of `lists`; false where pip cannot. */
export async function installVenv(
  cache: string,
  lists: readonly string[],
  pip: readonly string[],
  timeoutMs: number,
): Promise<boolean> {
  const stamp = join(cache, '.wanted');
  const hash = createHash('sha256');
  for (const list of lists) hash.update(readFileSync(list));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  rmSync(cache, { recursive: true, force: true });
  try {
    await execute('python3', ['-m', 'venv', cache]);
    await execute(join(cache, 'bin/python'), ['-m', 'pip', 'install', '-q', ...pip], { timeout: timeoutMs });
  } catch {
    return false;
  }
  writeFileSync(stamp, wanted);
  return true;
}

/** A copy at `venv`, with the reporter of this checkout; its Python. What is uninstalled is unlinked, so links do. */
export async function copyVenv(cache: string, venv: string): Promise<string> {
  await execute('cp', ['-al', cache, venv]);
  const python = join(venv, 'bin/python');
  await execute(python, ['-m', 'pip', 'install', '-q', '--no-deps', REPORTER]);
  // Scripts of tests switch it on themselves; to the inventory it is as in a notebook image.
  await execute(python, ['-m', 'popularity_contest', 'activate', '--ipython']);
  return python;
}

/**
 * Runs `run` with the address of a collector on the ledger as its environment. When all of the processes that it says
 * have reported are on disk, the collector ends.
 */
export async function counted(
  ledger: string,
  run: (env: Readonly<Record<string, string>>) => Promise<number>,
): Promise<void> {
  const collector = await startCollectorProcess(ledger);
  try {
    const before = processesIn(await collector.metrics());
    const expected = await run({
      PYTHON_POPCONTEST_STATSD_HOST: '127.0.0.1',
      PYTHON_POPCONTEST_STATSD_PORT: String(collector.statsdPort),
    });
    await eventually(collector.metrics, (text) => processesIn(text) >= before + expected);
  } finally {
    assert.equal(await collector.end(), 0);
  }
}

function processesIn(exposition: string): number {
  return Number(/^python_popcon_processes (\d+)/m.exec(exposition)?.[1] ?? 0);
}

/** Runs a command that removes, as `popcon unused --write-remove pip` prints it, with the environment's own pip. */
export async function runRemoval(python: string, command: string): Promise<void> {
  const path = `${resolve(python, '..')}:${process.env.PATH}`;
  await execute('sh', ['-c', command.replace('pip uninstall', 'pip uninstall -y -q')], {
    env: { ...process.env, PATH: path },
    maxBuffer: 1 << 26,
  });
}
