/** A text's physical lines, told apart where Python's `str.splitlines` tells them apart, each with its offsets. */

/** A stretch of text, as offsets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface PhysicalLine extends Span {
  /** Without its line ending, which `to` is behind. */
  readonly text: string;
}

const ENDS = String.raw`\n\r\v\f\x1c-\x1e\x85\u2028\u2029`;
const LINE = new RegExp(`([^${ENDS}]*)(\\r\\n|[${ENDS}]|$)`, 'gy');

export function physicalLines(text: string): PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  for (const match of text.matchAll(LINE)) {
    if (match[0] === '') break;
    lines.push({ text: match[1] ?? '', from: match.index, to: match.index + match[0].length });
  }
  return lines;
}

/** The text without the given stretches, which may overlap, and with what is to stand at some places instead. */
export function cut(text: string, spans: readonly (Span & { readonly put?: string })[]): string {
  let kept = '';
  let at = 0;
  for (const { from, to, put = '' } of spans.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    kept += text.slice(at, Math.max(at, from)) + put;
    at = Math.max(at, to);
  }
  return kept + text.slice(at);
}

/** Lines of a text, from 1 and inclusive. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** The lines that a stretch touches. */
export function linesOf(lines: readonly PhysicalLine[], { from, to }: Span): Lines {
  const at = (offset: number) => {
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[middle]?.from ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { first: at(from), last: at(Math.max(from, to - 1)) };
}
