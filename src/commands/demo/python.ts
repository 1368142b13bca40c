/** The Python of the demo: the system's with packages it has, or a throw-away venv with a few small ones. */
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { language } from '../../languages/languages.ts';
import { REPORTER_SOURCES } from '../reporter-sources.ts';

const execute = promisify(execFile);

export interface DemoPython {
  readonly program: string;
  /** Holds a copy of the reporter that serves this Python: what it has is no person's own, wherever it lies. */
  readonly reporter: string;
  /** Modules for its processes to import, best known first. */
  readonly modules: readonly string[];
}

const ENOUGH_MODULES = 4;
const SMALL_PACKAGES = ['six', 'idna', 'certifi', 'packaging', 'tqdm'];
const TIMEOUT_MS = 60_000;

/** `folder` is where a venv and a copy of the reporter go. Throws a `Failure` where there is no Python to be had. */
export async function findPython(program: string, folder: string, signal: AbortSignal): Promise<DemoPython> {
  const found = await findPackages(program, folder, signal);
  const reporter = join(folder, 'reporter');
  await cp(join(REPORTER_SOURCES, 'popularity_contest'), join(reporter, 'popularity_contest'), {
    recursive: true,
  });
  await run(found.program, ['-m', 'popularity_contest', 'index'], signal, { PYTHONPATH: reporter });
  return { ...found, reporter };
}

async function findPackages(
  program: string,
  folder: string,
  signal: AbortSignal,
): Promise<Pick<DemoPython, 'program' | 'modules'>> {
  const modules = await modulesOf(program, signal);
  if (modules.length >= ENOUGH_MODULES) return { program, modules };
  const venv = join(folder, 'venv');
  const python = join(venv, 'bin/python');
  try {
    await run(program, ['-m', 'venv', venv], signal);
    await run(python, ['-m', 'pip', 'install', '-q', ...SMALL_PACKAGES], signal);
  } catch (error) {
    if (modules.length > 0 || signal.aborted) return { program, modules };
    throw new Failure(
      'no-packages',
      `${program} has no packages to show, and a venv with some could not be made: name another with --python`,
      { cause: error },
    );
  }
  return { program: python, modules: await modulesOf(python, signal) };
}

async function modulesOf(program: string, signal: AbortSignal): Promise<string[]> {
  const script = fileURLToPath(new URL('packages.py', import.meta.url));
  return z.array(z.string()).parse(JSON.parse(await run(program, [script], signal)));
}

async function run(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const options = { signal, timeout: TIMEOUT_MS, env: { ...process.env, ...env } };
    const { stdout } = await execute(program, args, options);
    return stdout;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new Failure('no-python', `${program}: there is no such program`);
  }
}

/** Runs one process that imports the modules with the reporter on, reporting to `port` of this machine. */
export async function importModules(
  { program, reporter }: DemoPython,
  modules: readonly string[],
  { port, namespace }: { readonly port: number; readonly namespace: string },
  signal: AbortSignal,
): Promise<void> {
  const code = ['import popularity_contest.reporter', ...modules.map((name) => `import ${name}`)].join('\n');
  await execute(program, ['-c', code], {
    signal,
    timeout: TIMEOUT_MS,
    env: {
      ...process.env,
      PYTHONPATH: reporter,
      PYTHON_POPCONTEST_STATSD_HOST: '127.0.0.1',
      PYTHON_POPCONTEST_STATSD_PORT: String(port),
      PYTHON_POPCONTEST_STATSD_PREFIX: language.wire.prefixIn(namespace),
    },
  });
}
