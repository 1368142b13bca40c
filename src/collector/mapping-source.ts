/** Reads and compiles a mapping file. */
import { formatProblem } from '../config/problem.ts';
import { Failure } from '../failure.ts';
import { compileMapping } from '../mapping/compile.ts';
import { readRegularFile, unreadable } from '../regular-file.ts';

const MAX_BYTES = 4 * 1024 * 1024;

export interface ReadMapping {
  /** `MappingRules` as JSON. */
  readonly rules: string;
  readonly warnings: readonly string[];
}

/** Throws a `Failure` if the file cannot be read or does not compile. */
export function readMapping(file: string): ReadMapping {
  const compiled = compileMapping(read(file), file);
  if (!compiled.ok) throw notCompiled(file, compiled.problems.map(formatProblem));
  return { rules: JSON.stringify(compiled.rules), warnings: compiled.warnings.map(formatProblem) };
}

function read(file: string): string {
  try {
    return readRegularFile(file, MAX_BYTES).toString('utf8');
  } catch (error) {
    throw unreadable(`the mapping file ${file}`, error, file);
  }
}

function notCompiled(file: string, [first = '', ...others]: readonly string[]): Failure {
  const more = others.length === 0 ? '' : ` (and ${others.length} more: popcon check-config ${file})`;
  return new Failure('mapping-invalid', `${first}${more}`);
}
