/**
 * Finds every mapping in a file: the file itself, or the parts and texts of a file of another kind that are mappings,
 * such as Helm values, ConfigMaps, a compose file or a script.
 */
import { ConfigDocument, type Path, Written } from '../config/document.ts';
import { nearest } from '../config/nearest.ts';
import type { Problem } from '../config/problem.ts';
import type { Locate } from '../config/yaml-text.ts';

export interface FoundMapping {
  readonly document: ConfigDocument;
  /** Path to the map with `mappings:`, or to a list of rules alone. */
  readonly path: Path;
  /** Keys or line at which it is, for messages; undefined if the file itself is the mapping. */
  readonly at: string | undefined;
}

const MAPPINGS_LINE = /^\s*["']?mappings["']?\s*:/m;
/** Matches a file that begins as a mapping does, also if the rest is invalid. */
const BEGINS_AS_MAPPING = /^(?:\s*(?:#.*|---.*)?\n)*(?:mappings|defaults):/;

export function findMappings(text: string, file: string): FoundMapping[] {
  return findIn(ConfigDocument.readAll(text, file, 'written'), []);
}

/** For a collector, which accepts only a mapping file itself. */
export function explainHeld({ document, path }: FoundMapping, at: string): Problem {
  const kind = at.startsWith('statsd.') ? 'the values of a Helm chart' : 'a file of another kind';
  const place = document.placeOf(path);
  const message = `this is ${kind}, not a mapping file: the mapping is what stands at \`${at}\`, line ${place.line}`;
  return { file: document.file, ...place, message };
}

/** Says what is wrong with a file without a mapping. */
export function explainNone(text: string, file: string): Problem {
  const at = (message: string, line = 1): Problem => ({ file, line, column: 1, text: '', message });
  const template = text.split('\n').findIndex((line) => line.includes('{{'));
  if (template >= 0) {
    const advice = 'render it first, as `helm template` does, and check what comes out';
    return at(`this is a template, not a file that can be read: ${advice}`, template + 1);
  }
  const [, named] = /--statsd\.mapping-config[=\s"',]+([^\s"',]+)/.exec(text) ?? [];
  if (named !== undefined) return at(`no mapping found in this file: it names ${named}, check that`);
  return at(
    'no mapping found in this file: one is a map with `mappings:`, below which stands the list of rules',
  );
}

function findIn(documents: readonly ConfigDocument[], keys: readonly string[]): FoundMapping[] {
  const [first] = documents;
  if (first === undefined) return [];
  const isBroken = documents.some(({ yaml, value }) => yaml.faults.length > 0 || value instanceof Written);
  const isEmpty = documents.every(({ value }) => value === null);
  const isMapping = keys.length === 0 ? isMappingFile(first.value) : holdsRules(first.value);
  if (isEmpty || isMapping || (isBroken && BEGINS_AS_MAPPING.test(first.yaml.text))) {
    return [{ document: first, path: [], at: shown(keys) }];
  }
  if (isBroken) return blocksIn(first, keys);
  return documents.flatMap((document, at) =>
    search(document, document.value, [], at === 0 ? keys : [...keys, `document ${at + 1}`]),
  );
}

/** Also true for an invalid one: rules at the top level, `mapping:` instead of `mappings:`. */
function isMappingFile(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isRule);
  if (!isMap(value)) return false;
  if (isRule(value) || Object.hasOwn(value, 'mappings')) return true;
  return Object.entries(value).every(
    ([key, held]) => key === 'defaults' || (nearest(key, ['mappings']) !== undefined && isRules(held)),
  );
}

/** A file that holds a mapping may be of any kind: `mappings` has to be what a mapping's are, or have lost the dash of its rule. */
function holdsRules(value: unknown): boolean {
  if (!isMap(value) || !Object.hasOwn(value, 'mappings')) return false;
  return value.mappings === null || Array.isArray(value.mappings) || isRule(value.mappings);
}

function search(
  document: ConfigDocument,
  value: unknown,
  path: Path,
  keys: readonly string[],
): FoundMapping[] {
  const names = [...keys, ...path.map(String)];
  if (value instanceof Written) {
    return MAPPINGS_LINE.test(value.value) ? findIn(document.readHeld(path), names) : [];
  }
  const isMapping = isMap(value) ? isRules(value.mappings) : isRules(value);
  if (isMapping) return [{ document, path, at: shown(names) }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    search(document, held, [...path, Array.isArray(value) ? Number(key) : key], keys),
  );
}

/**
 * Finds mappings in a text that is not YAML, such as a script or a template: a line `mappings:` or `defaults:` and the
 * following lines with at least its indentation.
 */
function blocksIn({ yaml, file }: ConfigDocument, keys: readonly string[]): FoundMapping[] {
  const block = /^([ \t]*)(?:mappings|defaults):.*(?:\n(?:\1(?:[ \t#-]|mappings:|defaults:).*|[ \t]*))*/gm;
  return [...yaml.text.matchAll(block)].flatMap(({ 0: text, index }) => {
    if (!MAPPINGS_LINE.test(text) || text.includes('{{')) return [];
    const locate: Locate = (offset) => yaml.locate(index + offset);
    const [document] = ConfigDocument.readAll(text, file, 'written', locate);
    return [{ document, path: [], at: shown([...keys, `line ${locate(0).line}`]) }];
  });
}

function shown(keys: readonly string[]): string | undefined {
  return keys.length === 0 ? undefined : keys.join('.');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Written);
}

function isRule(value: unknown): boolean {
  return isMap(value) && value.match instanceof Written;
}

/** A list of rules; other lists have items with a `match`, but no `name` beside it. */
function isRules(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) && value.some((item) => isRule(item) && isMap(item) && item.name instanceof Written)
  );
}
