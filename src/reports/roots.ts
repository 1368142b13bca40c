/**
 * Packages that come along under the root that brings them: a root was asked for by a person, or is required by
 * nothing installed; whatever else was imported stands under the most used root that requires it.
 */
import { buildGraph, type Graph } from '../environment/graph.ts';
import type { Inventory } from '../environment/inventory.ts';
import { language } from '../languages/languages.ts';
import type { PackageUsage } from '../sources/source.ts';

export interface Rooted {
  /** The root under which it stands, where it came along with one. */
  readonly root?: string;
  /** Further roots that also bring it. */
  readonly otherRoots?: readonly string[];
}

/** The rows in the order of their roots, each root before what it brings; `rows` come the most used first. */
export function groupByRoot(
  rows: readonly PackageUsage[],
  inventory: Pick<Inventory, 'distributions'>,
): readonly (PackageUsage & Rooted)[] {
  const graph = buildGraph(inventory);
  const requested = new Set(
    inventory.distributions.filter((one) => one.requested === true).map(({ name }) => name),
  );
  const isRoot = (name: string) =>
    requested.has(name) || !graph.names.has(name) || graph.requiredBy(name).length === 0;
  const named = rows.map((row) => {
    const name = language.normalizeName(row.package);
    return { row, name, isRoot: isRoot(name) };
  });
  const rootsOf = findRoots(
    named.filter((one) => one.isRoot),
    graph,
  );
  const broughtBy = new Map<string, (PackageUsage & Rooted)[]>();
  const alone: PackageUsage[] = [];
  for (const { row, name, isRoot } of named) {
    const [root, ...otherRoots] = isRoot ? [] : (rootsOf.get(name) ?? []);
    if (root === undefined) {
      alone.push(row);
      continue;
    }
    const brought = broughtBy.get(root) ?? [];
    broughtBy.set(root, brought);
    brought.push({ ...row, root, ...(otherRoots.length === 0 ? {} : { otherRoots }) });
  }
  return alone.flatMap((row) => [row, ...(broughtBy.get(row.package) ?? [])]);
}

/** For each distribution the roots that bring it, in their order. */
function findRoots(
  roots: readonly { readonly row: PackageUsage; readonly name: string }[],
  graph: Graph,
): ReadonlyMap<string, readonly string[]> {
  const rootsOf = new Map<string, string[]>();
  for (const { row, name: own } of roots) {
    if (graph.requires(own).length === 0) continue;
    for (const name of graph.closure([own]).keys()) {
      const known = rootsOf.get(name);
      if (known === undefined) rootsOf.set(name, [row.package]);
      else known.push(row.package);
    }
  }
  return rootsOf;
}
