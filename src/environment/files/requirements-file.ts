/**
 * A pip requirements file → its entries, line by line as pip reads it, each with the stretch of text to cut for it.
 * Refused, with its line: what pip refuses.
 */
import { type PhysicalLine, physicalLines, type Span } from './lines.ts';
import { readPipLine } from './pip-line.ts';
import type { Asked, Entry, Include } from './section.ts';

export interface RequirementsFile {
  readonly entries: readonly Entry[];
  /** Files named by `-r`. */
  readonly includes: readonly Include[];
  /** The first line that pip refuses. */
  readonly refused?: RefusedLine;
}

export interface RefusedLine {
  readonly line: number;
  readonly text: string;
}

interface LogicalLine {
  readonly text: string;
  /** Physical lines from `first` up to but not including `end`, counted from 0. */
  readonly first: number;
  readonly end: number;
}

const COMMENT = /(?:^|\s)#.*$/;
const COMMENT_LINE = /^\s*#/;
/** The lines of pip-compile and uv below a requirement that say who asked for it. */
const ANNOTATION = /^\s+# via(?:\s+(\S.*))?$/;
const ANNOTATION_ROW = /^\s+#\s{2,}\S/;
/** The line of `pip freeze` above a path that it cannot name. */
const FREEZE_NOTE = /^# Editable (?:\S+ )*install .*\((\S+)==(\S+)\)$/;

export function parseRequirementsFile(text: string): RequirementsFile {
  const lines = physicalLines(text);
  const entries: Entry[] = [];
  const includes: Include[] = [];
  for (const logical of logicalLines(lines)) {
    const line = logical.first + 1;
    const read = readPipLine(logical.text);
    if (read.kind === 'refused') return { entries, includes, refused: { line, text: logical.text } };
    if (read.kind === 'include') includes.push({ line, path: read.path });
    if (read.kind !== 'entry') continue;
    entries.push({
      line,
      span: spanOf(lines, logical.first, annotationEnd(lines, logical.end)),
      text: logical.text,
      ...freezeNote(lines, logical.first),
      ...read.asks,
    });
  }
  return { entries, includes };
}

function freezeNote(lines: readonly PhysicalLine[], first: number): Asked {
  const [, name, version] = FREEZE_NOTE.exec(lines[first - 1]?.text ?? '') ?? [];
  const read = name === undefined ? undefined : readPipLine(`${name}==${version}`);
  return read?.kind === 'entry' ? read.asks : {};
}

/** Joins lines that end in a backslash and drops comments, in pip's order: a line of comment ends a joined line. */
function logicalLines(lines: readonly PhysicalLine[]): LogicalLine[] {
  const logical: LogicalLine[] = [];
  let joined = '';
  let first = 0;
  for (const [i, { text }] of lines.entries()) {
    const isComment = COMMENT_LINE.test(text);
    if (text.endsWith('\\') && !isComment && i < lines.length - 1) {
      joined += text.replace(/^\\+|\\+$/g, '');
      continue;
    }
    const last = i === lines.length - 1 && !isComment ? text.replace(/\\+$/, '') : text;
    const whole = `${joined}${isComment ? ' ' : ''}${last}`.replace(COMMENT, '').trim();
    if (whole !== '') logical.push({ text: whole, first, end: i + 1 });
    joined = '';
    first = i + 1;
  }
  return logical;
}

/** An annotation below a requirement belongs to it, and goes with it. */
function annotationEnd(lines: readonly PhysicalLine[], end: number): number {
  const annotation = ANNOTATION.exec(lines[end]?.text ?? '');
  if (annotation === null) return end;
  let last = end + 1;
  while (annotation[1] === undefined && ANNOTATION_ROW.test(lines[last]?.text ?? '')) last += 1;
  return last;
}

function spanOf(lines: readonly PhysicalLine[], first: number, end: number): Span {
  return { from: lines[first]?.from ?? 0, to: lines[end - 1]?.to ?? 0 };
}
