/** Recognises a file that holds a mapping file rather than being one, and finds that. */
import type { Place } from './problem.ts';
import type { ValueNode, YamlReader } from './yaml-reader.ts';

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
