/**
 * The requirements of an inventory as a graph. A node is a distribution, or a distribution with one of its extras:
 * `dask[complete]` needs what `dask` needs and what the extra adds, and an extra counts only while something
 * that is itself there asks for it. Requirements that are not installed are no part of the graph.
 */
import type { Distribution, Inventory, Requirement } from './inventory.ts';

export interface Graph {
  /** The installed distributions. */
  readonly names: ReadonlySet<string>;
  /** Installed distributions that `name` requires directly, itself left out; sorted. */
  requires(name: string): readonly string[];
  /** Installed distributions that require `name` directly, itself left out; sorted. */
  requiredBy(name: string): readonly string[];
  /**
   * Installed distributions that must be there for `name`: those it requires, and those that the extras it asks
   * for add to them; itself left out, sorted. While `name` stays, these do.
   */
  needs(name: string): readonly string[];
  /**
   * Everything that is needed while only `roots` are wanted, roots included. The value is the distribution
   * through which it was first reached, so following it back is a shortest chain; undefined for a root.
   * Extras count only where something reached asks for them: what remains can be uninstalled as a whole.
   */
  closure(roots: Iterable<string>): ReadonlyMap<string, string | undefined>;
  /** The same for roots that are told one after the other. */
  needed(): Needed;
}

/** All that is needed while some are wanted. */
export interface Needed {
  /** Wants more, and gives what they add to it, each as in a closure. */
  add(roots: Iterable<string>): ReadonlyMap<string, string | undefined>;
  copy(): Needed;
}

interface Node {
  readonly distribution: string;
  readonly withExtra: boolean;
  readonly needs: readonly Node[];
}

/** An inventory does not change: its graph is made once. */
const GRAPHS = new WeakMap<readonly Distribution[], Graph>();

/** Builds the graph of an inventory in time linear in its requirements. */
export function buildGraph({ distributions }: Pick<Inventory, 'distributions'>): Graph {
  const known = GRAPHS.get(distributions);
  if (known !== undefined) return known;
  const graph = makeGraph(distributions);
  GRAPHS.set(distributions, graph);
  return graph;
}

function makeGraph(distributions: readonly Distribution[]): Graph {
  const bases = makeNodes(distributions);
  const names = new Set(bases.keys());
  const requires = new Map<string, string[]>();
  const requiredBy = new Map<string, string[]>();
  for (const { node } of reach(bases.values(), new Set())) {
    for (const { distribution } of node.needs) {
      if (distribution === node.distribution) continue;
      append(requires, node.distribution, distribution);
      append(requiredBy, distribution, node.distribution);
    }
  }
  for (const lists of [requires, requiredBy]) {
    for (const [name, list] of lists) lists.set(name, [...new Set(list)].sort());
  }
  return {
    names,
    requires: (name) => requires.get(name) ?? [],
    requiredBy: (name) => requiredBy.get(name) ?? [],
    needs: (name) => neededBy(bases.get(name)),
    closure: (roots) => makeNeeded(bases, new Set(), new Set()).add(roots),
    needed: () => makeNeeded(bases, new Set(), new Set()),
  };
}

/** @param seen the nodes that were reached, of the distributions `names`. */
function makeNeeded(bases: ReadonlyMap<string, Node>, seen: Set<Node>, names: Set<string>): Needed {
  return {
    add(roots) {
      const added = new Map<string, string | undefined>();
      const nodes = [...roots].flatMap((name) => bases.get(name) ?? []);
      for (const { node, through } of reach(nodes, seen)) {
        if (names.has(node.distribution)) continue;
        names.add(node.distribution);
        added.set(node.distribution, through?.distribution);
      }
      return added;
    },
    copy: () => makeNeeded(bases, new Set(seen), new Set(names)),
  };
}

/** Distributions without extras that `node` leads to, through distributions with extras alone. */
function neededBy(node: Node | undefined): readonly string[] {
  const needed = new Set<string>();
  const seen = new Set(node?.needs);
  // The set grows while it is read: a distribution with an extra leads on to what both of them need.
  for (const each of seen) {
    needed.add(each.distribution);
    if (each.withExtra) for (const further of each.needs) seen.add(further);
  }
  if (node !== undefined) needed.delete(node.distribution);
  return [...needed].sort();
}

/** A node for each distribution, linked to the nodes of its extras. */
function makeNodes(distributions: readonly Distribution[]): Map<string, Node> {
  const byName = new Map(distributions.map((distribution) => [distribution.name, distribution]));
  const nodes = new Map<string, Node>();
  const unlinked: (() => void)[] = [];
  const nodeOf = (distribution: Distribution, extra: string): Node => {
    const key = `${distribution.name}[${extra}]`;
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const needs: Node[] = [];
    const node = { distribution: distribution.name, withExtra: extra !== '', needs };
    nodes.set(key, node);
    unlinked.push(() => {
      for (const requirement of requirementsOf(distribution, extra)) {
        const required = byName.get(requirement.name);
        if (required === undefined) continue;
        needs.push(nodeOf(required, ''));
        for (const asked of requirement.extras ?? []) needs.push(nodeOf(required, asked));
      }
    });
    return node;
  };
  const bases = new Map(distributions.map((distribution) => [distribution.name, nodeOf(distribution, '')]));
  for (let link = unlinked.pop(); link !== undefined; link = unlinked.pop()) link();
  return bases;
}

function requirementsOf(distribution: Distribution, extra: string): readonly Requirement[] {
  return (distribution.requirements ?? []).filter((requirement) => (requirement.extra ?? '') === extra);
}

interface Reached {
  readonly node: Node;
  readonly through: Node | undefined;
}

/** Breadth first from all roots at once; each node that is not in `seen`, once. */
function reach(roots: Iterable<Node>, seen: Set<Node>): Reached[] {
  const reached: Reached[] = [];
  const visit = (node: Node, through: Node | undefined) => {
    if (seen.has(node)) return;
    seen.add(node);
    reached.push({ node, through });
  };
  for (const root of roots) visit(root, undefined);
  // The array grows while it is read: it is the queue of the search.
  for (const { node } of reached) for (const needed of node.needs) visit(needed, node);
  return reached;
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
