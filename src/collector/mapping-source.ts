/** Reads and checks a mapping file. Throws a `Failure` for one that cannot be read or does not compile. */
import { readFile, stat } from 'node:fs/promises';
import { formatProblem } from '../config/problem.ts';
import { Failure } from '../failure.ts';
import type { MappingSource } from '../ingest/messages.ts';
import type { Log } from '../log.ts';
import { compileMapping } from '../mapping/compile.ts';

export async function readMapping(file: string | undefined, log: Log): Promise<MappingSource> {
  if (file === undefined) return 'built-in';
  const text = await read(file);
  const compiled = compileMapping(text, file);
  if (!compiled.ok) throw notCompiled(file, compiled.problems.map(formatProblem));
  for (const warning of compiled.warnings) log.warn('mapping', { problem: formatProblem(warning) });
  return { file, text };
}

async function read(file: string): Promise<string> {
  try {
    // A pipe has no end that a reload could wait for.
    if (!(await stat(file)).isFile()) throw new Error('it is no regular file');
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('file-unreadable', `the mapping file ${file} cannot be read (${reason})`, {
      cause: error,
      about: file,
    });
  }
}

function notCompiled(file: string, [first = '', ...others]: readonly string[]): Failure {
  const more = others.length === 0 ? '' : ` (and ${others.length} more: popcon check-config ${file})`;
  return new Failure('mapping-invalid', `${first}${more}`);
}
