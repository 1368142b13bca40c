/**
 * A pip requirements file, line by line as pip reads it: which physical lines ask for which distribution.
 * https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
import { parseRequirement, type RequirementText } from './requirement.ts';

export interface ListedRequirement extends RequirementText {
  /** Physical lines from `first` up to but not including `end`, counted from 0. */
  readonly first: number;
  readonly end: number;
}

export interface RequirementsFile {
  readonly requirements: readonly ListedRequirement[];
  /** Files named by `-r`, as written: relative to the folder of this file. */
  readonly includes: readonly string[];
  /** Entries that install something but do not name a distribution: `.`, `-e ./here`, a URL without a name. */
  readonly unnamed: readonly string[];
}

interface LogicalLine {
  readonly text: string;
  readonly first: number;
  readonly end: number;
}

const COMMENT = /(?:^|\s+)#.*$/;
const INCLUDE = /^(?:-r\s*|--requirement(?:\s+|\s*=\s*))(\S.*)$/;
const EDITABLE = /^(?:-e\s*|--editable(?:\s+|\s*=\s*))(\S.*)$/;
/** What pip-compile and uv write below a requirement to say who asked for it. */
const ANNOTATION = /^\s+#/;
const ANNOTATION_START = /^\s+# via\b/;

/** Reads a requirements file. Options that install nothing (`--index-url`, `-c`) are passed over. */
export function parseRequirementsFile(text: string): RequirementsFile {
  const requirements: ListedRequirement[] = [];
  const includes: string[] = [];
  const unnamed: string[] = [];
  const lines = splitLines(text);
  for (const { text: line, first, end } of logicalLines(lines)) {
    const include = INCLUDE.exec(line)?.[1];
    if (include !== undefined) {
      includes.push(include.trim());
      continue;
    }
    const editable = EDITABLE.exec(line)?.[1];
    if (editable === undefined && line.startsWith('-')) continue;
    const requirement = parseRequirement(withoutOptions(editable ?? line));
    if (requirement === undefined) unnamed.push(line);
    else requirements.push({ ...requirement, first, end: annotationEnd(lines, end) });
  }
  return { requirements, includes, unnamed };
}

/** The text without those requirements whose name is in `names`, all else as it was. */
export function withoutRequirements(text: string, names: ReadonlySet<string>): string {
  const lines = splitLines(text);
  for (const { name, first, end } of parseRequirementsFile(text).requirements) {
    if (names.has(name)) lines.fill('', first, end);
  }
  return lines.join('');
}

/** Physical lines, each with its line ending. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Joins lines that end in a backslash and drops comments, in pip's order: a comment ends a joined line. */
function logicalLines(lines: readonly string[]): LogicalLine[] {
  const logical: LogicalLine[] = [];
  let joined = '';
  let first = 0;
  for (const [i, physical] of lines.entries()) {
    const line = i === 0 ? physical.replace(/^\uFEFF/, '').trimEnd() : physical.trimEnd();
    const isComment = COMMENT.test(line);
    if (line.endsWith('\\') && !isComment && i < lines.length - 1) {
      joined += line.slice(0, -1);
      continue;
    }
    const whole = `${joined}${joined !== '' && isComment ? ' ' : ''}${line}`.replace(COMMENT, '').trim();
    if (whole !== '') logical.push({ text: whole.replace(/\\$/, ''), first, end: i + 1 });
    joined = '';
    first = i + 1;
  }
  return logical;
}

/** Options of one requirement, such as `--hash=…`, stand behind it. */
function withoutOptions(text: string): string {
  return text.replace(/\s--?[A-Za-z].*$/, '');
}

/** An annotation below a requirement belongs to it, and goes with it. */
function annotationEnd(lines: readonly string[], end: number): number {
  if (!ANNOTATION_START.test(lines[end] ?? '')) return end;
  let last = end + 1;
  while (ANNOTATION.test(lines[last] ?? '')) last += 1;
  return last;
}
