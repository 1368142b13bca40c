/** Stryker's report in, its sampled mutants out; and as text: those that no test noticed, and the score of each file. */
import { isSampled, type Sample } from './sample.ts';

export interface Tried {
  readonly file: string;
  /** `line:column  what stood there  →  what stood there instead` */
  readonly change: string;
  readonly isNoticed: boolean;
  /** Some test runs it. */
  readonly isReached: boolean;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly Reported[] }>
  >;
}

interface Reported {
  readonly location: { readonly start: Position; readonly end: Position };
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
}

export function readReport(text: string, sample: Sample): Tried[] {
  const { files } = JSON.parse(text) as Report;
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ mutatorName, replacement, location: { start, end } }) =>
        isSampled(
          {
            fileName: file,
            mutatorName,
            replacement,
            location: {
              start: { line: start.line - 1, column: start.column - 1 },
              end: { line: end.line - 1, column: end.column - 1 },
            },
          },
          sample,
        ),
      )
      .map(({ location: { start, end }, replacement, status }) => ({
        file,
        change: `${start.line}:${start.column}  ${textBetween(lines, start, end)}  →  ${onOneLine(replacement)}`,
        isNoticed: status === 'Killed' || status === 'Timeout',
        isReached: status !== 'NoCoverage',
      }));
  });
}

export function formatScore(mutants: readonly Tried[]): string {
  const byFile = Map.groupBy(mutants, ({ file }) => file);
  const alive = [...byFile].flatMap(([file, ofFile]) =>
    ofFile
      .filter(({ isNoticed }) => !isNoticed)
      .map(({ change, isReached }) => `${file}:${change}${isReached ? '' : '  (reached by no test)'}\n`),
  );
  const scores = [...byFile, ['together', mutants] as const].map(([file, ofFile]) => {
    const noticed = ofFile.filter(({ isNoticed }) => isNoticed).length;
    return `${file}: ${noticed} of ${ofFile.length}, ${((100 * noticed) / ofFile.length).toFixed(0)}%\n`;
  });
  return `\nNoticed by no test:\n${alive.join('')}\nNoticed:\n${scores.join('')}`;
}

function textBetween(lines: readonly string[], start: Position, end: Position): string {
  const within = lines.slice(start.line - 1, end.line).map((line, n, all) => {
    const last = n === all.length - 1 ? end.column - 1 : undefined;
    return line.slice(n === 0 ? start.column - 1 : 0, last);
  });
  return onOneLine(within.join(' '));
}

function onOneLine(text: string): string {
  const one = text.replace(/\s+/g, ' ');
  return one.length > 90 ? `${one.slice(0, 60)}…${one.slice(-29)}` : one;
}
