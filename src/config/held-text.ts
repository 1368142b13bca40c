/** A scalar that holds a text comes in; where each character of that text stands in the file goes out. */
import type { Scalar } from 'yaml';

/** Characters of the file that are not white space, an escape being one. */
const INK: Readonly<Record<string, RegExp>> = {
  QUOTE_DOUBLE: /\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\\s|\\.|\S/giu,
  QUOTE_SINGLE: /''|\S/gu,
};
const PLAIN_INK = /\S/gu;
/** Escapes of what is white space. */
const BLANK_ESCAPE = /^\\(?:[\snrtv_fLP]|x20|x0[9a-d]|u00(?:20|0[9a-d]|a0))$/iu;

/**
 * From an offset of the scalar's text to one of the file that holds it. Only white space differs between the two,
 * by indentation, folding and escapes: the n-th character that is none is the same in both.
 */
export function offsetsIn(source: string, { value, type, range }: Scalar): (offset: number) => number {
  const [start = 0, end = 0] = range ?? [];
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
  const from = isBlock ? source.indexOf('\n', start) + 1 : start + (isQuoted ? 1 : 0);
  const written = source.slice(from, isQuoted ? end - 1 : end);
  const places = [...written.matchAll(INK[type ?? ''] ?? PLAIN_INK)]
    .filter(([ink]) => !BLANK_ESCAPE.test(ink))
    .map(({ index }) => from + index);
  const inks = [...String(value).matchAll(PLAIN_INK)].map(({ index }) => index);
  return (offset) => {
    const next = lowerBound(inks, offset);
    return places[next] ?? end;
  };
}

/** The index of the first number that is not below `least`. */
function lowerBound(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? least) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
