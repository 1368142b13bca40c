/** Recognises what people give in place of a mapping file, or write in place of a rule, and says what to do. */
import type { Place } from './problem.ts';
import type { Text, ValueNode, YamlReader } from './yaml-reader.ts';

/** A mapping file held as a text inside another YAML file, such as a Helm chart's values or a ConfigMap. */
export interface HeldMapping {
  /** The keys that lead to it: `statsd.mappingConfig`. */
  readonly path: string;
  /** The mapping file, its lines and columns those of the file that holds it. */
  readonly text: string;
  readonly place: Place;
}

const MAX_DEPTH = 4;

/** Finds the mapping that a file holds rather than is. */
export function findHeldMapping(reader: YamlReader): HeldMapping | undefined {
  return search(reader, reader.root, [], 0);
}

/** What kind of other file this is. */
export function explainHeldMapping({ path, place }: HeldMapping): string {
  const kind = path.startsWith('statsd.') ? 'the values of a Helm chart' : 'a file of another kind';
  return `this is ${kind}, not a mapping file: the mapping is the text under \`${path}\` on line ${place.line}`;
}

/**
 * Keys of a rule beside `mappings:`, where the rule's `- match:` is indented as the keys that should belong to it:
 * YAML reads `- ` as the indentation, so that what follows in the column of the dash is outside the list.
 */
export function findMisplacedRuleKeys(
  reader: YamlReader,
  ruleKeys: readonly string[],
): { readonly key: Text; readonly message: string }[] {
  if (!reader.isMap(reader.root)) return [];
  const entries = reader.entries(reader.root, 'a mapping file');
  const mappings = entries.find(([key]) => key.value === 'mappings');
  return entries
    .filter(([key]) => ruleKeys.includes(key.value))
    .map(([key]) => {
      const item = mappings?.[1].place;
      const where =
        item === undefined
          ? 'rules are the items of a list under `mappings:`'
          : `the \`- \` on line ${item.line} begins a list item, whose keys stand right of the dash: indent \`${key.value}:\` to column ${item.column + 2}`;
      return { key, message: `\`${key.value}:\` belongs to a rule but stands outside of it: ${where}` };
    });
}

function search(
  reader: YamlReader,
  value: ValueNode,
  path: readonly string[],
  depth: number,
): HeldMapping | undefined {
  if (depth > MAX_DEPTH || !reader.isMap(value)) return undefined;
  for (const [key, child] of reader.entries(value, 'a map')) {
    const keys = [...path, key.value];
    const text = reader.heldFile(child);
    if (text !== undefined && /^ *mappings:/m.test(text)) {
      return { path: keys.join('.'), text, place: key.place };
    }
    const found = search(reader, child, keys, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
