/**
 * Finds the keys of rules that stand in the wrong column, by the look of the lines alone: it is asked once YAML has
 * found no sense in them, or another sense than was meant.
 */
import type { Place } from './problem.ts';

export interface Misindentation {
  readonly place: Place;
  readonly message: string;
}

interface Item {
  readonly line: number;
  readonly key: string;
  /** Columns count from 1. */
  readonly dashColumn: number;
  readonly keyColumn: number;
}

const ITEM = /^( *)-( +)([\w]+):/;
const KEY = /^( *)(\w+):(?: (.*))?$/;

/** `- match: …` begins a list item: the rule's other keys stand in the column of its first one. */
export function findMisindentedKeys(source: string, ruleKeys: readonly string[]): Misindentation[] {
  const found: Misindentation[] = [];
  let item: Item | undefined;
  // Whether the line above ends a value: below it no deeper line can follow.
  let closed = false;
  source.split('\n').forEach((text, index) => {
    const line = index + 1;
    const [, before, gap, first = ''] = ITEM.exec(text) ?? [];
    if (before !== undefined && gap !== undefined) {
      const isRule = ruleKeys.includes(first);
      const dashColumn = before.length + 1;
      item = isRule ? { line, key: first, dashColumn, keyColumn: dashColumn + 1 + gap.length } : item;
      closed = isRule;
      return;
    }
    const [, indent, key = '', value] = KEY.exec(text) ?? [];
    if (indent === undefined || item === undefined) return;
    const column = indent.length + 1;
    if (column < item.dashColumn) item = undefined;
    else if (ruleKeys.includes(key) && (column < item.keyColumn || (column > item.keyColumn && closed))) {
      found.push({ place: { line, column, text: `${key}:` }, message: explain(key, item) });
    }
    closed = value !== undefined && !/^\s*(?:[|>&*!].*)?$/.test(value) && column === item?.keyColumn;
  });
  return found;
}

function explain(key: string, { line, key: first, keyColumn }: Item): string {
  return `\`${key}:\` stands at the wrong indentation: \`- ${first}:\` on line ${line} begins a list item, whose keys stand right of the dash; indent \`${key}:\` to column ${keyColumn}`;
}
