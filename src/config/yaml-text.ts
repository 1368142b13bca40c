/** A YAML text comes in; its documents go out, each with line and column of every node and what is wrong as YAML. */
import {
  type Document,
  type DocumentOptions,
  isAlias,
  LineCounter,
  type Node,
  type ParseOptions,
  parseAllDocuments,
  parseDocument,
  type SchemaOptions,
} from 'yaml';
import type { Place } from './problem.ts';
import { explainYamlError, placeOfError } from './yaml-errors.ts';

type YamlOptions = ParseOptions & DocumentOptions & SchemaOptions;
/** Line and column of an offset, both from 1. */
export type Locate = (offset: number) => Pick<Place, 'line' | 'column'>;

export interface YamlFault extends Place {
  readonly message: string;
}

export class YamlText {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly locate: Locate;
  /** At most one for each line. */
  readonly faults: readonly YamlFault[];
  /** Of aliases: each look-up walks the whole document. */
  readonly #targets = new Map<Node, Node | undefined>();

  private constructor(text: string, document: Document.Parsed, locate: Locate) {
    this.text = text;
    this.document = document;
    this.locate = locate;
    const faults = document.errors.map((error) => {
      const place = this.#placeAt(...placeOfError(error, document));
      return { ...place, message: explainYamlError(error, place.text) };
    });
    this.faults = faults.filter(({ line }, at) => faults.findIndex((fault) => fault.line === line) === at);
  }

  /** At least one document; `locate` is for a text that stands inside another one. */
  static readAll(text: string, options: YamlOptions = {}, locate?: Locate): [YamlText, ...YamlText[]] {
    const lineCounter = new LineCounter();
    const settings = { ...options, lineCounter, prettyErrors: false, logLevel: 'silent' } as const;
    const [first = parseDocument(text, settings), ...others] = parseAllDocuments(text, settings);
    const own: Locate = (offset) => {
      const { line, col } = lineCounter.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const make = (document: Document) => new YamlText(text, document as Document.Parsed, locate ?? own);
    return [make(first), ...others.map(make)];
  }

  /** The node that an alias names; undefined where none has that name. */
  follow(node: Node | null | undefined): Node | null | undefined {
    if (!isAlias(node)) return node;
    if (!this.#targets.has(node)) this.#targets.set(node, node.resolve(this.document));
    return this.#targets.get(node);
  }

  /** Where a node stands; of one that is empty, where its key does. */
  placeOf(node: Node | null | undefined, key?: Node | null): Place {
    const [start, end] = node?.range ?? [0, 0];
    if (start === end && key) return this.placeOf(key);
    return this.#placeAt(start, end);
  }

  #placeAt(start: number, end: number): Place {
    const text = this.text.slice(start, Math.max(end, start + 1)).split('\n', 1)[0] ?? '';
    return { ...this.locate(start), text };
  }
}
