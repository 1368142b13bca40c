/** The items of a YAML list, each with what to cut for it: its lines in a block, itself and a comma in a flow. */
import { isMap, isSeq, type Node, type YAMLSeq } from 'yaml';
import type { Span } from './lines.ts';

export interface Item {
  readonly node: Node;
  readonly span: Span;
}

export function itemsOf(text: string, list: YAMLSeq): Item[] {
  return (list.items as Node[]).map((node): Item => {
    const [from, to] = node.range ?? [0, 0];
    if (list.flow === true) return { node, span: flowSpan(text, from, to) };
    return { node, span: wholeLines(text, dashBefore(text, from), lastEnd(node)) };
  });
}

/** A list that loses its last item stays, as an empty one. */
export function emptyList(text: string, keyEnd: number, list: YAMLSeq): Span & { readonly put: string } {
  const [from, to] = list.range ?? [0, 0];
  if (list.flow === true) return { from, to, put: '[]' };
  const colon = text.indexOf(':', keyEnd) + 1;
  return { from: colon, to: colon, put: ' []' };
}

/** Longest stretch between an item's dash and its first word: its anchor, its tag, white space. */
const MAX_BEFORE_ITEM = 1_000;

function dashBefore(text: string, from: number): number {
  const begin = Math.max(0, from - MAX_BEFORE_ITEM);
  const dash = text.slice(begin, from).search(/-\s*(?:[&!]\S*\s+)*$/);
  return dash < 0 ? from : begin + dash;
}

/** Where the last word below a node ends: what stands behind it in a block belongs to what follows. */
function lastEnd(node: Node): number {
  const [from, to] = node.range ?? [0, 0];
  if ((isSeq(node) || isMap(node)) && node.flow !== true) {
    const last = isSeq(node) ? node.items.at(-1) : node.items.at(-1)?.value;
    return last ? lastEnd(last as Node) : to;
  }
  return Math.max(from, isBlockScalar(node) ? to - 1 : to);
}

/** A block scalar ends behind its line ending. */
function isBlockScalar(node: Node): boolean {
  return 'type' in node && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

function wholeLines(text: string, from: number, to: number): Span {
  const newline = text.indexOf('\n', to);
  return { from: text.lastIndexOf('\n', from - 1) + 1, to: newline < 0 ? text.length : newline + 1 };
}

/** An item that has lines for itself goes with them; a comma that the last one leaves behind is YAML. */
function flowSpan(text: string, from: number, to: number): Span {
  const comma = /^[^\S\n]*(?:#[^\n]*)?\s*,/.exec(text.slice(to))?.[0];
  const end = to + (comma?.length ?? 0);
  const before = /(?:^|\n)[^\S\n]*$/.test(text.slice(0, from));
  const rest = /^[^\S\n]*(?:#[^\n]*)?(?:\n|$)/.exec(text.slice(end))?.[0];
  if (before && rest !== undefined) return wholeLines(text, from, end);
  if (rest !== undefined && comma !== undefined) {
    return { from: from - blanksBefore(text, from), to: end };
  }
  if (comma !== undefined) return { from, to: end + (/^[^\S\n]*/.exec(text.slice(end))?.[0].length ?? 0) };
  const previous = /,[^\S\n]*$/.exec(text.slice(0, from))?.[0].length;
  return { from: from - (previous ?? 0), to };
}

function blanksBefore(text: string, at: number): number {
  return /[^\S\n]*$/.exec(text.slice(0, at))?.[0].length ?? 0;
}
