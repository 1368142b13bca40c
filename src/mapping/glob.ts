/**
 * Glob rules as a tree of dot-separated fields: a look-up walks the name's fields, whatever the number of rules.
 * Ordered, the matching rule that stands first in the file wins; unordered, at each field a literal wins over `*`.
 */

/** A glob rule in the tree, with its position in the file. */
export interface GlobEntry<T> {
  readonly order: number;
  readonly value: T;
  /** Indices of the fields that its wildcards match. */
  readonly wildcards: readonly number[];
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  wildcard: Node<T> | undefined;
  entry: GlobEntry<T> | undefined;
  /** The lowest order in this node and below, to skip what cannot win. */
  firstOrder: number;
}

export class GlobTree<T> {
  readonly #ordered: boolean;
  readonly #root = makeNode<T>();

  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  /** Adds a rule, to be called in the order of the file; of two with the same pattern the first is kept. */
  add(pattern: string, order: number, value: T): void {
    const fields = pattern.split('.');
    let node = this.#root;
    node.firstOrder = Math.min(node.firstOrder, order);
    for (const field of fields) {
      node = child(node, field);
      node.firstOrder = Math.min(node.firstOrder, order);
    }
    const wildcards = fields.flatMap((field, index) => (field === '*' ? [index] : []));
    node.entry ??= { order, value, wildcards };
  }

  /** The rule that applies to a name. */
  find(fields: readonly string[]): GlobEntry<T> | undefined {
    return this.#ordered ? findFirst(this.#root, fields) : findMostLiteral(this.#root, fields, 0);
  }

  /**
   * The rule because of which a pattern added after it can never apply. Unordered, only the same pattern does that;
   * ordered, the pattern itself is looked up as a name, which works since `*` is no literal in the tree.
   */
  findCovering(pattern: string): GlobEntry<T> | undefined {
    const fields = pattern.split('.');
    if (this.#ordered) return findFirst(this.#root, fields);
    let node: Node<T> | undefined = this.#root;
    for (const field of fields) node = field === '*' ? node?.wildcard : node?.literals.get(field);
    return node?.entry;
  }
}

function makeNode<T>(): Node<T> {
  return { literals: new Map(), wildcard: undefined, entry: undefined, firstOrder: Infinity };
}

function child<T>(node: Node<T>, field: string): Node<T> {
  if (field === '*') {
    node.wildcard ??= makeNode();
    return node.wildcard;
  }
  const known = node.literals.get(field);
  if (known !== undefined) return known;
  const made = makeNode<T>();
  node.literals.set(field, made);
  return made;
}

/** Walks all matching paths, the one with the earliest rule first, and skips those that cannot win any more. */
function findFirst<T>(root: Node<T>, fields: readonly string[]): GlobEntry<T> | undefined {
  let best: GlobEntry<T> | undefined;
  const walk = (node: Node<T> | undefined, depth: number): void => {
    if (node === undefined || node.firstOrder >= (best?.order ?? Infinity)) return;
    const field = fields[depth];
    if (field === undefined) {
      if (node.entry !== undefined && node.entry.order < (best?.order ?? Infinity)) best = node.entry;
      return;
    }
    const literal = node.literals.get(field);
    const wildcard = node.wildcard;
    const literalFirst = (literal?.firstOrder ?? Infinity) <= (wildcard?.firstOrder ?? Infinity);
    walk(literalFirst ? literal : wildcard, depth + 1);
    walk(literalFirst ? wildcard : literal, depth + 1);
  };
  walk(root, 0);
  return best;
}

function findMostLiteral<T>(
  node: Node<T>,
  fields: readonly string[],
  depth: number,
): GlobEntry<T> | undefined {
  const field = fields[depth];
  if (field === undefined) return node.entry;
  const literal = node.literals.get(field);
  const found = literal && findMostLiteral(literal, fields, depth + 1);
  return found ?? (node.wildcard && findMostLiteral(node.wildcard, fields, depth + 1));
}
