/** Arguments come in; those that name a file of arguments, as `@flags.txt`, go out as what it holds, as in kingpin. */
import { readFileSync } from 'node:fs';
import { Failure } from '../../../failure.ts';
import { unreadable } from '../../../regular-file.ts';

/** Of files that name files. */
const MAX_DEPTH = 8;

/** One argument a line; empty lines and those that begin with `#` say nothing. What follows a `--` is left alone. */
export function expandArgumentFiles(args: readonly string[], depth = 0): readonly string[] {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const expanded = before.flatMap((arg) => {
    if (!arg.startsWith('@')) return [arg];
    const lines = readLines(arg.slice(1), depth);
    return expandArgumentFiles(
      lines.filter((line) => line !== '' && !line.startsWith('#')),
      depth + 1,
    );
  });
  return end < 0 ? expanded : [...expanded, ...args.slice(end)];
}

function readLines(file: string, depth: number): readonly string[] {
  if (depth >= MAX_DEPTH)
    throw new Failure('invalid-option', `@${file}: more than ${MAX_DEPTH} files name each other`);
  try {
    return readFileSync(file, 'utf8').split(/\r?(?:\n|$)/);
  } catch (error) {
    throw unreadable(`the file of arguments ${file}`, error, file);
  }
}
