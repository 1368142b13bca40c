/** Cycles of a requirement graph: distributions that can only go together. */
import type { Graph } from './graph.ts';

/**
 * The groups of two and more distributions that all need each other, members sorted. Tarjan's strongly
 * connected components, with a stack of its own: a long chain of requirements must not end the process.
 */
export function findCycles(graph: Pick<Graph, 'names' | 'requires'>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles: string[][] = [];
  const enter = (name: string) => {
    order.set(name, order.size);
    low.set(name, order.size - 1);
    open.push(name);
    isOpen.add(name);
    return { name, rest: graph.requires(name).values() };
  };
  const lower = (name: string, value = 0) => low.set(name, Math.min(low.get(name) ?? value, value));
  const leave = (name: string) => {
    if (low.get(name) !== order.get(name)) return;
    const members = open.splice(open.lastIndexOf(name));
    for (const member of members) isOpen.delete(member);
    if (members.length > 1) cycles.push(members.sort());
  };
  for (const start of graph.names) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done) {
        path.pop();
        leave(top.name);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.name, low.get(top.name));
      } else if (!order.has(next.value)) path.push(enter(next.value));
      else if (isOpen.has(next.value)) lower(top.name, order.get(next.value));
    }
  }
  return cycles.sort();
}
