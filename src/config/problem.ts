/** What is wrong with a configuration file and where, for the person who wrote it. */

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

/** In the order of the file. */
export function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

/** `mapping.yml:3:1: message`, which editors and CI recognise. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** The problem's line of the file with the offending text marked, for a person to look at. */
export function frameProblem({ line, column, text }: Problem, source: string): string {
  const gutter = `${line}`.padStart(5);
  const shown = source.split('\n')[line - 1]?.trimEnd() ?? '';
  const mark = '^'.repeat(Math.max(1, Math.min(text.trimEnd().length, shown.length - column + 1)));
  return `${gutter} | ${shown}\n${' '.repeat(gutter.length)} | ${' '.repeat(column - 1)}${mark}\n`;
}
