/** One environment → what of some modules, scripts and notebooks fails in it, and with what error. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { runProgram } from './program.ts';

export interface Place {
  readonly python: string;
  readonly prefix: string;
}

export interface Limits {
  /** Of a module, a script or a notebook. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** By name: the whole error; undefined where it went well. */
export type Tried = ReadonlyMap<string, string | undefined>;

const IMPORTS = fileURLToPath(new URL('imports.py', import.meta.url));
const NOTEBOOK = fileURLToPath(new URL('notebook.py', import.meta.url));

/** Imports all in one process; after one that ends or hangs it, the rest in another. */
export async function tryImports(
  place: Place,
  modules: readonly string[],
  limits: Limits,
  progress: (done: number) => void,
): Promise<Tried> {
  const tried = new Map<string, string | undefined>();
  const folder = await mkdtemp(join(tmpdir(), 'popcon-imports-'));
  const list = join(folder, 'modules.json');
  try {
    while (tried.size < modules.length) {
      await writeFile(list, JSON.stringify(modules.filter((name) => !tried.has(name))));
      const { stdout, stderr, why, status } = await runProgram({
        command: place.python,
        args: ['-I', '-B', IMPORTS, list],
        cwd: folder,
        ...limits,
        env: environmentOf(place, limits),
        isRenewed: true,
      });
      const before = tried.size;
      let begun: string | undefined;
      for (const { begin, name, error } of answersIn(stdout)) {
        begun = begin;
        if (name !== undefined) tried.set(name, error ?? undefined);
      }
      const ended = status === undefined ? why : `ended the process with code ${status}`;
      if (begun !== undefined) tried.set(begun, `${lastLineOf(stderr)}${lastLineOf(stderr) && ': '}${ended}`);
      // It did not get to the first: then each has that error.
      if (tried.size === before)
        for (const name of modules) if (!tried.has(name)) tried.set(name, stderr || ended);
      progress(tried.size);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return tried;
}

/** A notebook in its own folder, as Jupyter does; anything else by Python, from here. */
export async function tryRun(place: Place, path: string, limits: Limits): Promise<string | undefined> {
  const isNotebook = path.endsWith('.ipynb');
  const { status, why, stderr } = await runProgram({
    command: place.python,
    args: ['-B', ...(isNotebook ? [NOTEBOOK, path] : [path])],
    ...limits,
    env: environmentOf(place, limits),
  });
  if (status === 0) return undefined;
  return status === undefined ? why : stderr.trim() || `ended with code ${status}`;
}

/** The variables of an activated environment; processes of a rehearsal count as no use. */
function environmentOf({ python, prefix }: Place, { env }: Limits): Limits['env'] {
  return {
    ...env,
    PATH: `${dirname(python)}:${env.PATH ?? ''}`,
    VIRTUAL_ENV: prefix,
    CONDA_PREFIX: prefix,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    JUPYTER_PREFER_ENV_PATH: '1',
    PYTHON_POPCONTEST_DISABLE: '1',
  };
}

interface Answer {
  readonly begin?: string;
  readonly name?: string;
  readonly error?: string | null;
}

function answersIn(stdout: string): readonly Answer[] {
  return stdout.split('\n').flatMap((line): Answer[] => {
    try {
      return line === '' ? [] : [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** The line of a traceback that says what is wrong. */
export function lastLineOf(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return (
    lines.findLast((line) => /^\w[\w.]*(?:Error|Exception|Exit|NotFound)\b/.test(line)) ??
    lines.at(-1)?.trim() ??
    ''
  );
}
