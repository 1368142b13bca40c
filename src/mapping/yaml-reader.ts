/**
 * YAML comes in, typed values with their places go out; whatever is not what was expected becomes a problem, and
 * reading goes on, so that one run names every fault. Scalars are read as statsd_exporter's YAML 1.1 library does.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { nearest } from './nearest.ts';
import type { Place, Problem } from './problem.ts';
import { explainYamlError, placeOfError } from './yaml-errors.ts';

/** A text of the file, with its place. */
export interface Text {
  readonly value: string;
  readonly place: Place;
}

/** Reads one value; undefined where it is null or was reported as a problem. */
export type ReadValue<T> = (reader: YamlReader, node: ValueNode) => T | undefined;
/** A value's node, with its key's place for values that are empty. */
export interface ValueNode {
  readonly node: Node | null;
  readonly place: Place;
}
/** The keys that a map may have. */
export type Fields<T> = { readonly [Key in keyof T]-?: ReadValue<T[Key]> };

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);

export class YamlReader {
  readonly file: string;
  readonly source: string;
  readonly problems: Problem[] = [];
  /** What is wrong with the file as YAML, one a line; kept apart for a better explanation than the parser's. */
  readonly syntaxProblems: readonly (Place & { readonly message: string })[];
  readonly root: ValueNode;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(source: string, file: string) {
    this.file = file;
    this.source = source;
    // Failsafe: every scalar stays the text it is written as.
    this.#document = parseDocument(source, {
      schema: 'failsafe',
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    const errors = this.#document.errors.map((error) => {
      const place = this.#placeAt(...placeOfError(error, this.#document));
      return { ...place, message: explainYamlError(error, place.text) };
    });
    this.syntaxProblems = errors.filter(
      ({ line }, index) => errors.findIndex((e) => e.line === line) === index,
    );
    const node = this.#document.contents;
    this.root = { node, place: this.#placeOf(node) };
  }

  /** Adds a problem, once. */
  report(place: Place, message: string): void {
    const known = this.problems.some(
      (p) => p.line === place.line && p.column === place.column && p.message === message,
    );
    if (!known) this.problems.push({ file: this.file, ...place, message });
  }

  /**
   * Reads a map with known keys; an unknown or repeated key is a problem. `hint` may say what an unknown key was
   * meant for, where none is near it, from what was read so far.
   */
  readFields<T>(
    value: ValueNode,
    what: string,
    fields: Fields<T>,
    hint: (key: string, found: Partial<T>) => string | undefined = () => undefined,
  ): Partial<T> {
    const result: Partial<T> = {};
    for (const [key, field] of this.entries(value, what)) {
      if (!isKeyOf(fields, key.value)) {
        const known = Object.keys(fields);
        const near = nearest(key.value, known);
        const expected =
          near === undefined
            ? (hint(key.value, result) ?? `known are ${known.join(', ')}`)
            : `did you mean \`${near}\`?`;
        this.report(key.place, `unknown key \`${key.value}\` in ${what}: ${expected}`);
        continue;
      }
      const read = fields[key.value](this, field);
      if (read !== undefined) result[key.value] = read;
    }
    return result;
  }

  /** The keys and values of a map, those of `<<` merged in; empty where the value is null or not a map. */
  entries(value: ValueNode, what: string): [Text, ValueNode][] {
    const pairs = this.#pairs(value, what, 0);
    const own = new Map<string, [Text, ValueNode]>();
    for (const pair of pairs.own) {
      const [key] = pair;
      const first = own.get(key.value)?.[0];
      if (first === undefined) own.set(key.value, pair);
      else this.report(key.place, `\`${key.value}\` is set twice, first on line ${first.place.line}`);
    }
    const merged = new Map(pairs.merged.map((pair) => [pair[0].value, pair]));
    return [...new Map([...merged, ...own]).values()];
  }

  readList<T>(value: ValueNode, what: string, readItem: ReadValue<T>): T[] {
    const node = this.#resolve(value);
    if (node === null) return [];
    if (!isSeq(node)) {
      this.report(value.place, `${what} must be a list, whose items begin with \`- \``);
      return [];
    }
    return node.items.flatMap((item) => {
      const child = item as Node | null;
      const read = readItem(this, {
        node: child,
        place: child === null ? value.place : this.#placeOf(child),
      });
      return read === undefined ? [] : [read];
    });
  }

  /** A scalar as it is written; undefined where it is null, or where a list or map is a problem. */
  readScalar(value: ValueNode, expected: string): (Text & { readonly quoted: boolean }) | undefined {
    const node = this.#resolve(value);
    if (node === null) return undefined;
    if (!isScalar(node)) {
      const found = isSeq(node) ? 'a list' : 'a map';
      this.report(value.place, `${expected} was expected, not ${found}`);
      return undefined;
    }
    return { value: String(node.value), place: this.#placeOf(node), quoted: node.type !== 'PLAIN' };
  }

  isNull({ node }: ValueNode): boolean {
    return isNull(node);
  }

  isMap({ node }: ValueNode): boolean {
    return isMap(isAlias(node) ? node.resolve(this.#document) : node);
  }

  /**
   * A scalar that holds a file of its own, such that lines and columns stay those of this file: everything around
   * it is blank. Exact for a `|` block, by the line for the other forms. Undefined where it is no scalar.
   */
  heldFile({ node }: ValueNode): string | undefined {
    if (!isScalar(node) || !node.range) return undefined;
    const [start, end] = node.range;
    const isBlock = node.type === 'BLOCK_LITERAL';
    const from = isBlock ? this.source.indexOf('\n', start) + 1 : start;
    const blank = this.source.slice(0, from).replace(/[^\n]/g, '');
    return blank + (isBlock ? this.source.slice(from, end) : String(node.value));
  }

  #pairs(value: ValueNode, what: string, depth: number): Record<'own' | 'merged', [Text, ValueNode][]> {
    const own: [Text, ValueNode][] = [];
    const merged: [Text, ValueNode][] = [];
    const node = this.#resolve(value);
    if (node === null) return { own, merged };
    if (!isMap(node)) {
      this.report(value.place, `${what} must be a map of \`key: value\``);
      return { own, merged };
    }
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const keyPlace = this.#placeOf(pair.key);
      const key = this.readScalar({ node: pair.key, place: keyPlace }, 'a key');
      const field = { node: pair.value, place: isEmpty(pair.value) ? keyPlace : this.#placeOf(pair.value) };
      if (key?.value !== '<<' || key.quoted) own.push([{ value: key?.value ?? '', place: keyPlace }, field]);
      else if (depth > 8) this.report(keyPlace, '`<<` merges in a circle');
      else {
        const sources = this.#mergeSources(field);
        for (const source of sources) {
          const inner = this.#pairs(source, 'what `<<` merges', depth + 1);
          merged.push(...inner.merged, ...inner.own);
        }
      }
    }
    return { own, merged };
  }

  /** `<<: *a` or `<<: [*a, *b]`, of which the first wins: last in the result. */
  #mergeSources(value: ValueNode): ValueNode[] {
    const node = this.#resolve(value);
    if (!isSeq(node)) return [value];
    return node.items.map((item) => ({ node: item as Node, place: value.place })).reverse();
  }

  /** What an alias stands for; null for everything that YAML calls null. */
  #resolve({ node, place }: ValueNode): Node | null {
    if (!isAlias(node)) return isNull(node) ? null : node;
    const target = node.resolve(this.#document);
    if (target !== undefined) return target;
    const text = `*${node.source}`;
    this.report(place, `\`${text}\` reads as a YAML alias: put it in quotes, "${text}"`);
    return null;
  }

  #placeOf(node: Node | null): Place {
    const [start, end] = node?.range ?? [0, 0];
    return this.#placeAt(start, end);
  }

  #placeAt(start: number, end: number): Place {
    const { line, col } = this.#lines.linePos(start);
    const text = this.source.slice(start, Math.max(end, start + 1)).split('\n', 1)[0] ?? '';
    return { line: Math.max(line, 1), column: Math.max(col, 1), text };
  }
}

function isKeyOf<T>(fields: Fields<T>, key: string): key is string & keyof T {
  return Object.hasOwn(fields, key);
}

function isEmpty(node: Node | null): boolean {
  return node === null || node.range === undefined || node.range === null || node.range[0] === node.range[1];
}

function isNull(node: Node | null): boolean {
  if (node === null) return true;
  return isScalar(node) && node.type === 'PLAIN' && NULLS.has(String(node.value ?? ''));
}
