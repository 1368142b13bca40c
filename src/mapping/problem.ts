/** What is wrong with a mapping file and where, for the person who wrote it. */

/** A stretch of the file: line and column count from 1, in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The offending text as it stands in the file, its first line only. */
  readonly text: string;
}

export interface Problem extends Place {
  readonly file: string;
  /** What is wrong and what was expected, one line. */
  readonly message: string;
}

/** `mapping.yml:3:1: message`, which editors and CI recognise. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}
