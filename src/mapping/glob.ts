/**
 * Glob rules as one tree of dot-separated fields: a look-up walks the name's fields, whatever the number of rules.
 * Ordered, the matching rule that stands first in the file wins; unordered, at each field a literal wins over `*`.
 */
import { SAMPLE_TYPES, type SampleType } from '../statsd/sample.ts';
import type { Rule } from './rule.ts';

/** What the tree has to know of a rule. */
export type GlobRule = Pick<Rule, 'origin' | 'types'>;

/** A glob rule in the tree, with its position in the file. */
export interface GlobEntry<R extends GlobRule> {
  readonly order: number;
  readonly rule: R;
  /** Indices of the fields that its wildcards match. */
  readonly wildcards: readonly number[];
}

interface Node<R extends GlobRule> {
  /** Undefined without any: most nodes are the end of a rule, and there are as many as rules. */
  literals: Map<string, Node<R>> | undefined;
  wildcard: Node<R> | undefined;
  /** Rules whose pattern ends here, in the order of the file, the first of each type; undefined without any. */
  entries: readonly GlobEntry<R>[] | undefined;
  /** The lowest order in this node and below, to skip what cannot win. */
  firstOrder: number;
}

export class GlobTree<R extends GlobRule> {
  readonly #ordered: boolean;
  readonly #root = makeNode<R>();

  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  /** Adds a rule, to be called in the order of the file; of two with the same pattern and type the first is used. */
  add(rule: R, order: number): void {
    const fields = rule.origin.match.split('.');
    let node = this.#root;
    node.firstOrder = Math.min(node.firstOrder, order);
    for (const field of fields) {
      node = child(node, field);
      node.firstOrder = Math.min(node.firstOrder, order);
    }
    const { types = SAMPLE_TYPES } = rule;
    if (types.every((type) => entryOf(node, type) !== undefined)) return;
    const wildcards = fields.flatMap((field, index) => (field === '*' ? [index] : []));
    // Not pushed, nor kept as they come: such arrays have room for sixteen more.
    node.entries = [...(node.entries ?? []), { order, rule, wildcards: [...wildcards] }];
  }

  /** The rule that applies to a name, given as its fields. */
  find(type: SampleType, fields: readonly string[]): GlobEntry<R> | undefined {
    return this.#ordered ? findFirst(this.#root, type, fields) : findMostLiteral(this.#root, type, fields, 0);
  }

  /**
   * The first rule because of which one that is added now would never apply. Unordered, only the same pattern does that;
   * ordered, the pattern itself is looked up as a name, which works since `*` is no literal in the tree.
   */
  findCovering({ origin: { match }, types = SAMPLE_TYPES }: GlobRule): R | undefined {
    const fields = match.split('.');
    const covering = types.map((type) =>
      this.#ordered ? findFirst(this.#root, type, fields) : findSame(this.#root, type, fields),
    );
    return covering.includes(undefined) ? undefined : covering[0]?.rule;
  }
}

function makeNode<R extends GlobRule>(): Node<R> {
  return { literals: undefined, wildcard: undefined, entries: undefined, firstOrder: Infinity };
}

function child<R extends GlobRule>(node: Node<R>, field: string): Node<R> {
  if (field === '*') {
    node.wildcard ??= makeNode();
    return node.wildcard;
  }
  node.literals ??= new Map();
  const known = node.literals.get(field);
  if (known !== undefined) return known;
  const made = makeNode<R>();
  node.literals.set(field, made);
  return made;
}

function entryOf<R extends GlobRule>(node: Node<R>, type: SampleType): GlobEntry<R> | undefined {
  return node.entries?.find(({ rule }) => rule.types?.includes(type) !== false);
}

/** Walks all matching paths, the one with the earliest rule first, and skips those that cannot win any more. */
function findFirst<R extends GlobRule>(
  root: Node<R>,
  type: SampleType,
  fields: readonly string[],
): GlobEntry<R> | undefined {
  let best: GlobEntry<R> | undefined;
  const walk = (node: Node<R> | undefined, depth: number): void => {
    if (node === undefined || node.firstOrder >= (best?.order ?? Infinity)) return;
    const field = fields[depth];
    if (field === undefined) {
      const entry = entryOf(node, type);
      if (entry !== undefined && entry.order < (best?.order ?? Infinity)) best = entry;
      return;
    }
    const literal = node.literals?.get(field);
    const wildcard = node.wildcard;
    const literalFirst = (literal?.firstOrder ?? Infinity) <= (wildcard?.firstOrder ?? Infinity);
    walk(literalFirst ? literal : wildcard, depth + 1);
    walk(literalFirst ? wildcard : literal, depth + 1);
  };
  walk(root, 0);
  return best;
}

function findMostLiteral<R extends GlobRule>(
  node: Node<R>,
  type: SampleType,
  fields: readonly string[],
  depth: number,
): GlobEntry<R> | undefined {
  const field = fields[depth];
  if (field === undefined) return entryOf(node, type);
  const literal = node.literals?.get(field);
  const found = literal && findMostLiteral(literal, type, fields, depth + 1);
  return found ?? (node.wildcard && findMostLiteral(node.wildcard, type, fields, depth + 1));
}

/** The rule of the same pattern. */
function findSame<R extends GlobRule>(
  root: Node<R>,
  type: SampleType,
  pattern: readonly string[],
): GlobEntry<R> | undefined {
  let node: Node<R> | undefined = root;
  for (const field of pattern) node = field === '*' ? node?.wildcard : node?.literals?.get(field);
  return node && entryOf(node, type);
}
