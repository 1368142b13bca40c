/**
 * Runs a Python by its path, bounded in time and output, with few variables; reads the JSON document that it prints.
 * Start-up files of that Python (`.pth`, `sitecustomize`) run too, as the caller, and may print, hang or end the process:
 * a run without its document is refused in one line.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Failure } from '../failure.ts';

/** A run that came to its end by itself. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  /** Its last 64 KB. */
  readonly stderr: string;
}

export interface RunOptions {
  /** Added to those that are passed on; by default that this run is not to be counted. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Of standard output and standard error together. */
  readonly maxBytes?: number;
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
      /** Text of the INSTALLER file; empty where there is none. */
      installer: z.string(),
    })
    .nullable(),
});

export type PythonEnvironment = z.infer<typeof environmentSchema> & { readonly python: string };

const OLDEST = [3, 8] as const;
const TIMEOUT_MS = 120_000;
/** The largest inventory, of 50,000 distributions, has 17 MB. */
const MAX_BYTES = 64_000_000;
const MAX_ERROR_BYTES = 64_000;
/** The variables that a Python is run with: those it needs to run, and the reporter's settings. No tokens of the caller. */
const PASSED_ON =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|TZ|LANG|LC_\w+|LD_LIBRARY_PATH|EBPYTHONPREFIXES|DO_NOT_TRACK|PYTHON_POPCONTEST_\w+)$/;

/** By what the system said, why a program did not start. */
const NOT_STARTED: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it is no program that this user may run',
};

/** Runs are isolated (-I) and leave no bytecode behind (-B). Throws a `Failure` where one does not end by itself. */
export function runPython(
  python: string,
  args: readonly string[],
  {
    variables = { PYTHON_POPCONTEST_DISABLE: '1' },
    timeoutMs = TIMEOUT_MS,
    maxBytes = MAX_BYTES,
  }: RunOptions = {},
): Promise<Run> {
  if (python === '') return Promise.reject(new Failure('no-python', 'the path of the Python is empty'));
  return new Promise((resolve, reject) => {
    const inherited = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
    const child = spawn(python, ['-I', '-B', ...args], {
      env: { ...Object.fromEntries(inherited), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const refuse = (why: string) => {
      clearTimeout(patience);
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      reject(new Failure('no-python', `${python}: ${why}`));
    };
    const patience = setTimeout(() => refuse(`did not end within ${timeoutMs / 1000} s`), timeoutMs);

    const stdout: Buffer[] = [];
    let stderr = Buffer.alloc(0);
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse(`printed more than ${maxBytes / 1_000_000} MB, and was ended`);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      count(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-MAX_ERROR_BYTES);
      count(chunk);
    });
    child.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      refuse(NOT_STARTED[code ?? ''] ?? message),
    );
    child.once('close', (status, signal) => {
      if (status === null) return refuse(`was ended by ${signal}`);
      clearTimeout(patience);
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: stderr.toString() });
    });
  });
}

/**
 * The JSON document that a run printed last, on a line of its own: start-up files may print before it.
 * Undefined where there is none, or something after it.
 */
export function printedJson(stdout: string): unknown {
  try {
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1));
  } catch {
    return undefined;
  }
}

/** Throws a `Failure` where it is no Python, or one too old. */
export async function inspectEnvironment(python: string): Promise<PythonEnvironment> {
  const { status, stdout, stderr } = await runPython(python, [
    fileURLToPath(new URL('inspect.py', import.meta.url)),
  ]);
  const parsed = status === 0 ? environmentSchema.safeParse(printedJson(stdout)) : undefined;
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

/** The last line that says anything, where Python's tracebacks and pip's errors name the cause: at most 200 letters. */
export function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1)?.trim() || 'it said nothing';
  const printable = line.replaceAll(/\p{Cc}/gu, '\u{fffd}');
  return printable.length > MAX_QUOTED ? `${printable.slice(0, MAX_QUOTED)}…` : printable;
}
const MAX_QUOTED = 200;
