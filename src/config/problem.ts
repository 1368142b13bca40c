/** A problem of a configuration file with its place, and its text for the person who wrote the file. */
import { printable } from '../words/names.ts';

/** A stretch of the file: line and column count from 1, in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The offending text as it stands in the file, its first line only. */
  readonly text: string;
}

export interface Problem extends Place {
  readonly file: string;
  /** One line: the fault, and what was expected. */
  readonly message: string;
}

/** In the order of the file. */
export function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

/** `mapping.yml:3:1: message`, which editors and CI recognise. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return printable(`${file}:${line}:${column}: ${message}`);
}

/** Characters of a line that are shown before the column of its problem, and in all. */
const SHOWN_BEFORE = 60;
const SHOWN = 120;

/** The problem's line of the file with the offending text marked, for a person to look at. */
export function frameProblem({ line, column, text }: Problem, source: string): string {
  const gutter = `${line}`.padStart(5);
  const first = Math.max(0, column - 1 - SHOWN_BEFORE);
  const whole = source.split('\n')[line - 1]?.trimEnd() ?? '';
  const shown = printable(whole.slice(first, first + SHOWN).replaceAll('\t', ' '));
  const before = column - 1 - first;
  const mark = '^'.repeat(Math.max(1, Math.min(text.trimEnd().length, shown.length - before)));
  return `${gutter} | ${shown}\n${' '.repeat(gutter.length)} | ${' '.repeat(before)}${mark}\n`;
}
