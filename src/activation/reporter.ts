/** Calls the reporter's own commands in an environment: it knows how it is switched on and off there. */
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { lastLine, type PythonEnvironment, printedJson, type Run, runPython } from './python.ts';

export interface Activation {
  /** In every process rather than in IPython and Jupyter alone. */
  readonly allProcesses: boolean;
  /** Defaults for the variables of these names, for processes that do not set them. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly prefix?: string | undefined;
  /** Name of the environment, for which each process then also counts. */
  readonly environment?: string | undefined;
  /** Seconds into a process at which it reports early. */
  readonly early?: number | undefined;
  readonly rank?: 'first' | undefined;
  /** A file of the list that takes the place of the one that is there. */
  readonly removals?: string;
}

/** Files of the environment. */
const changeSchema = z.object({ written: z.array(z.string()), removed: z.array(z.string()) });
export type Change = z.infer<typeof changeSchema>;

/** Writes the activation and the index. Throws a `Failure` where it may not. */
export async function activate({ python }: PythonEnvironment, activation: Activation): Promise<Change> {
  const { allProcesses, ...defaults } = activation;
  const given = Object.entries(defaults).filter(([, value]) => value !== undefined);
  const flags = given.map(([name, value]) => `--${name}=${value}`);
  const mode = allProcesses ? '--all-processes' : '--ipython';
  return readChange(
    'activate',
    await runPython(python, ['-m', MODULE, 'activate', '--json', mode, ...flags]),
  );
}

/**
 * Removes what activation wrote; where the reporter itself is gone already, one from elsewhere does it.
 * @param sources `python/` of the repository and of the npm package.
 */
export async function deactivate({ python, installed }: PythonEnvironment, sources: string): Promise<Change> {
  const run =
    installed === null
      ? await runPython(python, ['-c', FROM_ELSEWHERE, sources])
      : await runPython(python, ['-m', MODULE, 'deactivate', '--json']);
  return readChange('deactivate', run);
}

const MODULE = 'popularity_contest';

const FROM_ELSEWHERE = `
import sys
sys.path.insert(0, sys.argv.pop())
from popularity_contest.__main__ import main
sys.exit(main(["deactivate", "--json"]))`;

function readChange(command: string, { status, stdout, stderr }: Run): Change {
  const change = status === 0 ? changeSchema.safeParse(printedJson(stdout)) : undefined;
  if (change?.data !== undefined) return change.data;
  const why = lastLine(stderr || stdout).replace(`${MODULE} ${command}: `, '');
  throw new Failure('activation-refused', `the reporter refuses to ${command}: ${why}`);
}
