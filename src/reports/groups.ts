/**
 * Unused distributions in groups that can go together: a root that nothing requires with what it alone brings,
 * and what several roots bring in a group of its own that can go after those that require it. Distributions that
 * require each other are one.
 */
import { defined } from '../defined.ts';
import { findCycles } from '../environment/cycles.ts';
import type { Graph } from '../environment/graph.ts';
import { sumOfKnown } from '../sums.ts';
import type { UnusedGroup } from './unused.ts';

/**
 * @param unused a set that nothing outside of it needs: then each group, with those it is `after`, can go and
 * leave every requirement of what stays met.
 */
export function groupUnused(
  unused: ReadonlySet<string>,
  graph: Pick<Graph, 'needs'>,
  bytesOf: (name: string) => number | undefined,
): readonly UnusedGroup[] {
  const needs = (name: string) => graph.needs(name).filter((needed) => unused.has(needed));
  const bundles = new Map<string, readonly string[]>([...unused].map((name) => [name, [name]]));
  for (const cycle of findCycles({ names: unused, requires: needs })) {
    for (const name of cycle) bundles.set(name, cycle);
  }
  const groups = new Map<string, string[]>();
  for (const [bundle, roots] of rootsOfBundles(bundles, needs)) {
    const key = roots.join('\n');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(...bundle);
  }
  const before = groupsBefore([...groups.values()], needs);
  return [...groups.values()]
    .map((members) => describe(members, before(members[0] ?? ''), bytesOf))
    .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (a.root < b.root ? -1 : 1));
}

/** For a group, by its first member, all groups that lead to it, sorted. */
function groupsBefore(
  groups: readonly (readonly string[])[],
  needs: (name: string) => readonly string[],
): (root: string) => readonly string[] {
  const rootOf = new Map(groups.flatMap((members) => members.map((name) => [name, members[0] ?? name])));
  const requiredBy = new Map<string, Set<string>>();
  for (const [name, root] of rootOf) {
    for (const needed of needs(name).map((each) => rootOf.get(each) ?? each)) {
      requiredBy.set(needed, (requiredBy.get(needed) ?? new Set()).add(root));
    }
  }
  return (root) => {
    const found = new Set(requiredBy.get(root));
    // The set grows while it is read.
    for (const each of found) for (const further of requiredBy.get(each) ?? []) found.add(further);
    found.delete(root);
    return [...found].sort();
  };
}

/**
 * For each bundle of distributions that require each other, each after all that need it, the roots that lead to
 * it: itself where nothing needs it.
 */
function rootsOfBundles(
  bundles: ReadonlyMap<string, readonly string[]>,
  needs: (name: string) => readonly string[],
): ReadonlyMap<readonly string[], readonly string[]> {
  const needed = new Map<readonly string[], ReadonlySet<readonly string[]>>();
  const dependents = new Map<readonly string[], number>();
  for (const bundle of new Set(bundles.values())) {
    const others = new Set(bundle.flatMap(needs).flatMap((name) => [bundles.get(name) ?? []]));
    others.delete(bundle);
    needed.set(bundle, others);
    for (const other of others) dependents.set(other, (dependents.get(other) ?? 0) + 1);
  }
  const ready = [...needed.keys()].filter((bundle) => !dependents.has(bundle)).sort(byFirst);
  const roots = new Map<readonly string[], Set<string>>(
    ready.map((bundle) => [bundle, new Set([bundle[0] ?? ''])]),
  );
  // The list grows while it is read: a bundle is ready when all that need it have been.
  for (const bundle of ready) {
    for (const other of needed.get(bundle) ?? []) {
      const ofOther = roots.get(other) ?? new Set<string>();
      roots.set(other, ofOther);
      for (const root of roots.get(bundle) ?? []) ofOther.add(root);
      const left = (dependents.get(other) ?? 0) - 1;
      dependents.set(other, left);
      if (left === 0) ready.push(other);
    }
  }
  return new Map(ready.map((bundle) => [bundle, [...(roots.get(bundle) ?? [])].sort()]));
}

function describe(
  members: readonly string[],
  after: readonly string[],
  bytesOf: (name: string) => number | undefined,
): UnusedGroup {
  const [root = '', ...rest] = members;
  return {
    root,
    members: [root, ...rest.sort()],
    ...defined({ bytes: sumOfKnown(members.map(bytesOf)) }),
    after,
  };
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}
