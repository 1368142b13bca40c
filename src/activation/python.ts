/** A Python by its path: runs it apart from the caller's environment, and finds out what activation must know. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Failure } from '../failure.ts';

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const environmentSchema = z.object({
  version: z.tuple([z.number(), z.number(), z.number()]),
  prefix: z.string(),
  /** Where pure Python is installed: site-packages. */
  purelib: z.string(),
  /** The PEP 668 marker file that forbids other installers here, where there is one. */
  managed: z.string().nullable(),
  writable: z.boolean(),
  pip: z.boolean(),
  installed: z
    .object({
      version: z.string(),
      /** The site-packages it lies in. */
      folder: z.string(),
      /** What the INSTALLER file says; empty where there is none. */
      installer: z.string(),
    })
    .nullable(),
});

export type PythonEnvironment = z.infer<typeof environmentSchema> & { readonly python: string };

const OLDEST = [3, 8] as const;
const TIMEOUT_MS = 120_000;

/** Runs are isolated (-I), leave no bytecode behind (-B) and are not counted, unless `environment` says otherwise. */
export function runPython(
  python: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = { PYTHON_POPCONTEST_DISABLE: '1' },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-I', '-B', ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is no such program' : error.message;
      const patience = error.name === 'AbortError' ? `did not end within ${TIMEOUT_MS / 1000} s` : undefined;
      reject(
        new Failure(
          'no-python',
          `${python}: ${patience ?? `${why}; give the path of a Python with --python`}`,
        ),
      );
    });
    child.once('close', (status) =>
      resolve({
        status: status ?? 1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
}

/** Throws a `Failure` where it is no Python, or one too old. */
export async function inspectEnvironment(python: string): Promise<PythonEnvironment> {
  const { status, stdout, stderr } = await runPython(python, [
    fileURLToPath(new URL('inspect.py', import.meta.url)),
  ]);
  const parsed = status === 0 ? environmentSchema.safeParse(parseJson(stdout)) : undefined;
  if (parsed?.data === undefined) {
    throw new Failure(
      'no-python',
      `${python} does not answer as a Python does: ${lastLine(stderr || stdout)}`,
    );
  }
  const [major, minor] = parsed.data.version;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Failure(
      'old-python',
      `${python} is Python ${major}.${minor}: the reporter needs ${OLDEST.join('.')} or newer`,
    );
  }
  return { ...parsed.data, python };
}

/** The last line that says anything: where Python's tracebacks and pip's errors name the cause. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() || 'it said nothing';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
