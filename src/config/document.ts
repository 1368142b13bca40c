/**
 * A document of a YAML file comes in; its value goes out, with the place of everything in it, and what is wrong with
 * it. Aliases and `<<` merges are followed within a bound.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { offsetsIn } from './held-text.ts';
import type { Place, Problem } from './problem.ts';
import { type Locate, YamlText } from './yaml-text.ts';

/** Values that aliases and merges may add to a file. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 64;
/** Plain scalars that are null. */
const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);

export type Path = readonly PropertyKey[];

/** `typed`: numbers, truth values and texts, as YAML 1.2 tells them apart; `written`: each scalar is a `Written`. */
export type Scalars = 'typed' | 'written';

/** A scalar as it is written, for a schema that decides what it is: `1.50` as a text stays that. */
export class Written {
  readonly value: string;
  readonly isPlain: boolean;
  readonly #locate: () => Place;

  /** `locate` is called when its place is asked for, since most scalars have no fault. */
  constructor(value: string, isPlain: boolean, locate: () => Place) {
    this.value = value;
    this.isPlain = isPlain;
    this.#locate = locate;
  }

  get place(): Place {
    return this.#locate();
  }
}

interface Found {
  readonly key: Node | null | undefined;
  readonly node: Node | null;
}

export class ConfigDocument {
  readonly file: string;
  readonly yaml: YamlText;
  /** Undefined where the text is not YAML. */
  readonly value: unknown;
  readonly #scalars: Scalars;
  readonly #problems: { readonly path: Path; readonly problem: Problem }[] = [];
  readonly #found = new Map<string, Found>();
  /** Nodes that are being read: one within the other. */
  readonly #open = new Set<Node>();
  /** Aliases that are being followed. */
  #copies = 0;
  #copied = 0;

  private constructor(yaml: YamlText, file: string, scalars: Scalars) {
    this.yaml = yaml;
    this.file = file;
    this.#scalars = scalars;
    for (const { message, ...place } of yaml.faults) this.#report([], place, message);
    if (yaml.faults.length === 0) this.value = this.#read(yaml.document.contents, []);
  }

  /** Every document of a text. */
  static readAll(
    text: string,
    file: string,
    scalars: Scalars,
    locate?: Locate,
  ): [ConfigDocument, ...ConfigDocument[]] {
    // Repeated keys are found below, where the first one's line is known.
    const options = { uniqueKeys: false, ...(scalars === 'written' && { schema: 'failsafe' as const }) };
    const [first, ...others] = YamlText.readAll(text, options, locate);
    const make = (yaml: YamlText) => new ConfigDocument(yaml, file, scalars);
    return [make(first), ...others.map(make)];
  }

  /** The text at `path` as a file of its own, its places those of this file. */
  readHeld(path: Path): readonly ConfigDocument[] {
    const node = this.yaml.follow(this.#found.get(keyOf(path))?.node);
    if (!isScalar(node)) return [];
    const offsetOf = offsetsIn(this.yaml.text, node as Scalar);
    const locate: Locate = (offset) => this.yaml.locate(offsetOf(offset));
    return ConfigDocument.readAll(String(node.value), this.file, this.#scalars, locate);
  }

  /** Problems at `path` or below it. */
  problemsAt(path: Path): Problem[] {
    return this.#problems
      .filter((found) => path.every((part, at) => found.path[at] === part))
      .map(({ problem }) => problem);
  }

  /** Where the value at `path` stands, or its key; of what is absent, where its nearest parent stands. */
  placeOf(path: Path, part: 'key' | 'value' = 'value'): Place {
    for (let length = path.length; length >= 0; length--) {
      const found = this.#found.get(keyOf(path.slice(0, length)));
      if (found === undefined) continue;
      const { key, node } = found;
      const isKey = length === path.length && part === 'key';
      return isKey ? this.yaml.placeOf(key ?? node) : this.yaml.placeOf(node, key);
    }
    return { line: 1, column: 1, text: '' };
  }

  #report(path: Path, place: Place, message: string): void {
    const isKnown = this.#problems.some(
      ({ problem }) => problem.line === place.line && problem.column === place.column,
    );
    if (!isKnown) this.#problems.push({ path, problem: { file: this.file, ...place, message } });
  }

  #read(node: Node | null, path: Path, key?: Node | null): unknown {
    // A map's own keys are read before what is merged into it.
    const id = keyOf(path);
    if (!this.#found.has(id)) this.#found.set(id, { key, node });
    if (this.#isTooMuch(path, node, key)) return undefined;
    return this.#within(node, path, (target) => {
      if (isSeq(target)) return target.items.map((item, at) => this.#read(item as Node, [...path, at]));
      if (isMap(target)) return this.#readMap(target, path);
      return isScalar(target) ? this.#readScalar(target) : null;
    });
  }

  #readScalar(scalar: Scalar): unknown {
    if (this.#scalars === 'typed') return scalar.value;
    const value = String(scalar.value ?? '');
    const isPlain = scalar.type === 'PLAIN';
    if (isPlain && NULLS.has(value)) return null;
    return new Written(value, isPlain, () => this.yaml.placeOf(scalar));
  }

  /** Reads what a node stands for: of an alias, what it names. */
  #within<T>(node: Node | null, path: Path, read: (target: Node | null) => T): T | undefined {
    const target = this.yaml.follow(node);
    const isCopy = isAlias(node);
    if (target === undefined || (target !== null && this.#open.has(target))) {
      const place = this.yaml.placeOf(node);
      const fault =
        target === undefined
          ? `reads as a YAML alias: put it in quotes, "${place.text}"`
          : 'stands for what it is itself a part of';
      this.#report(path, place, `\`${place.text}\` ${fault}`);
      return undefined;
    }
    if (target !== null) this.#open.add(target);
    this.#copies += isCopy ? 1 : 0;
    const result = read(target);
    this.#copies -= isCopy ? 1 : 0;
    if (target !== null) this.#open.delete(target);
    return result;
  }

  /** Past a bound nothing more is read, and that is reported once. */
  #isTooMuch(path: Path, node: Node | null, key?: Node | null): boolean {
    if (this.#copies > 0) this.#copied++;
    if (this.#copied <= MAX_VALUES && this.#open.size <= MAX_DEPTH) return false;
    if (this.#copied < Number.POSITIVE_INFINITY) {
      const bound =
        this.#open.size > MAX_DEPTH
          ? `nests deeper than ${MAX_DEPTH}`
          : `holds more than ${MAX_VALUES} values`;
      const place = this.yaml.placeOf(node, key);
      this.#report(path, place, `the file ${bound}, its aliases followed: write it without them`);
    }
    this.#copied = Number.POSITIVE_INFINITY;
    return true;
  }

  #readMap(map: YAMLMap, path: Path): Record<string, unknown> {
    const own = new Map<string, Node>();
    const result: Record<string, unknown> = {};
    const merges: (Node | null)[] = [];
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? String(key.value) : '';
      const first = own.get(name);
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') merges.push(value);
      else if (first !== undefined) {
        const { line } = this.yaml.placeOf(first);
        this.#report(path, this.yaml.placeOf(key), `\`${name}\` is set twice, first on line ${line}`);
      } else if (name === '__proto__') {
        this.#report(path, this.yaml.placeOf(key), '`__proto__` cannot be a key');
      } else {
        own.set(name, key);
        result[name] = this.#read(value, [...path, name], key);
      }
    }
    for (const source of merges) this.#merge(source, result, path);
    return result;
  }

  /** A map's own keys win over merged ones, and what is merged first over what is merged later. */
  #merge(source: Node | null, result: Record<string, unknown>, path: Path): void {
    if (this.#isTooMuch(path, source)) return;
    this.#within(source, path, (target) => {
      if (isSeq(target)) for (const item of target.items) this.#merge(item as Node, result, path);
      else if (!isMap(target))
        this.#report(path, this.yaml.placeOf(source), '`<<` merges maps: this is none');
      else {
        for (const [name, value] of Object.entries(this.#readMap(target, path))) {
          if (!Object.hasOwn(result, name)) result[name] = value;
        }
      }
    });
  }
}

/** The value at a path within `root`; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  }, root);
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
