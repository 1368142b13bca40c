/**
 * Finds keys of rules in the wrong column, from the text of the lines alone: it is used after the YAML parser has
 * failed or has read something other than what was meant.
 */
import type { Place } from '../config/problem.ts';
import type { Locate, YamlText } from '../config/yaml-text.ts';

export interface Misindentation {
  readonly place: Place;
  readonly message: string;
}

interface Item {
  readonly key: string;
  /** Column of its first key in the file. */
  readonly place: ReturnType<Locate>;
  /** Columns of the text count from 0. */
  readonly dashColumn: number;
  readonly keyColumn: number;
}

const ITEM = /^( *)-( +)([\w]+):/;
const KEY = /^( *)(\w+):(?: (.*))?$/;

/** `- match: …` begins a list item, whose other keys must be in the column of its first key. */
export function findMisindentedKeys(
  { text: source, locate }: Pick<YamlText, 'text' | 'locate'>,
  ruleKeys: readonly string[],
): Misindentation[] {
  const found: Misindentation[] = [];
  let item: Item | undefined;
  // True if the line above ends a value: then no deeper line can follow.
  let closed = false;
  let start = 0;
  for (const text of source.split('\n')) {
    const lineStart = start;
    start += text.length + 1;
    const [, before, gap, first = ''] = ITEM.exec(text) ?? [];
    if (before !== undefined && gap !== undefined) {
      closed = ruleKeys.includes(first);
      const keyColumn = before.length + 1 + gap.length;
      const place = locate(lineStart + keyColumn);
      if (closed) item = { key: first, place, dashColumn: before.length, keyColumn };
      continue;
    }
    const [, indent, key = '', value] = KEY.exec(text) ?? [];
    if (indent === undefined || item === undefined) continue;
    const column = indent.length;
    if (column < item.dashColumn) item = undefined;
    else if (ruleKeys.includes(key) && (column < item.keyColumn || (column > item.keyColumn && closed))) {
      const place = { ...locate(lineStart + column), text: `${key}:` };
      found.push({ place, message: explain(key, item) });
    }
    closed = value !== undefined && !/^\s*(?:[|>&*!].*)?$/.test(value) && column === item?.keyColumn;
  }
  return found;
}

function explain(key: string, { key: first, place: { line, column } }: Item): string {
  return `\`${key}:\` stands at the wrong indentation: \`- ${first}:\` on line ${line} begins a list item, whose keys stand right of the dash; indent \`${key}:\` to column ${column}`;
}
