/** Asks a Python environment's own reporter: is it there, switched on, indexed, and where does it send to? */
import { z } from 'zod';
import { lastLine, printedJson, runPython } from '../activation/python.ts';
import { Failure } from '../failure.ts';
import { language } from '../languages/languages.ts';
import { type Check, fault } from './check.ts';

/** Where reports go, and under which name. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
}

const doctorSchema = z.object({
  checks: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['ok', 'warning', 'fault']),
      found: z.string(),
      advice: z.string(),
    }),
  ),
});

const destinationSchema = z.object({ host: z.string(), port: z.number(), prefix: z.string() });

const SETTINGS = `
import json, os, popularity_contest as reporter
settings = reporter.Settings(os.environ, reporter.read_defaults())
print(json.dumps({"host": settings.host, "port": settings.port, "prefix": settings.prefix}))`;

/** @param python its path; the environment's variables are this process's, as they would be a user's. */
export async function checkEnvironment(python: string): Promise<readonly Check[]> {
  const args = ['-m', 'popularity_contest', 'doctor', '--json'];
  const { status, stdout, stderr } = await runPython(python, args, { variables: {} });
  const parsed = status <= 1 ? doctorSchema.safeParse(printedJson(stdout)) : undefined;
  if (parsed?.data === undefined) {
    const isMissing = stderr.includes('No module named');
    const found = isMissing ? `${python} has no popularity_contest` : `${python}: ${lastLine(stderr)}`;
    const advice = isMissing
      ? `popcon activate --python ${python}; where a module brings the reporter, load it and ask ${python} -m popularity_contest doctor`
      : `popcon activate --python ${python}`;
    return [fault('reporter', found, advice)];
  }
  return parsed.data.checks.map(({ advice, ...check }) => (advice === '' ? check : { ...check, advice }));
}

/** Where a process of this Python sends to; undefined where it has no reporter, or one that cannot be set up. */
export async function readDestination(python: string): Promise<Destination | undefined> {
  const { status, stdout } = await runPython(python, ['-c', SETTINGS]);
  return status === 0 ? destinationSchema.safeParse(printedJson(stdout)).data : undefined;
}

/** Where a process that has these variables sends to, as the reporter reads them. Throws a `Failure`. */
export function destinationOf(env: Readonly<Record<string, string | undefined>>): Destination {
  const text = env.PYTHON_POPCONTEST_STATSD_PORT || '9125';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new Failure(
      'invalid-option',
      `PYTHON_POPCONTEST_STATSD_PORT is ${text}: it may be a number from 1 to 65535`,
    );
  return {
    host: env.PYTHON_POPCONTEST_STATSD_HOST || 'localhost',
    port,
    prefix: env.PYTHON_POPCONTEST_STATSD_PREFIX || language.wire.prefix,
  };
}

/** The reporter's `unixgram:///path`. */
export function isUnixSocket(host: string): boolean {
  return host.startsWith('unixgram:');
}
