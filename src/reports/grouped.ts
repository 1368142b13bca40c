/** Graded distributions → the groups of both grades, the disk they free, and how many are likely to come back. */
import { defined } from '../defined.ts';
import type { Graph } from '../environment/graph.ts';
import { sum, sumOfKnown } from '../sums.ts';
import { groupUnused } from './groups.ts';
import type { Freed, SoFarGroup, UnusedGroup, UnusedReport } from './unused.ts';
import type { Graded } from './verdict.ts';

type BytesOf = (name: string) => number | undefined;

/** @param graded all that nothing that stays needs. */
export function groupGraded(
  graded: ReadonlyMap<string, Graded>,
  graph: Pick<Graph, 'needs'>,
  bytesOf: BytesOf,
): Pick<UnusedReport, 'groups' | 'freed' | 'soFar'> {
  const unused = [...graded].filter(([, { verdict }]) => verdict === 'unused').map(([name]) => name);
  const soFar = new Map(
    [...graded].flatMap(([name, one]) => (one.verdict === 'unused so far' ? [[name, one] as const] : [])),
  );
  const all = soFar.size === 0 ? [] : groupUnused(new Set(graded.keys()), graph, bytesOf);
  const byAge = [...soFar.values()].sort((a, b) => a.days - b.days);
  const oldest = byAge.at(-1);
  return {
    groups: groupUnused(new Set(unused), graph, bytesOf),
    freed: freedBy(unused, bytesOf),
    soFar: {
      groups: all
        .flatMap((group) => partOf(group, soFar, bytesOf))
        .sort((a, b) => worthOf(b) - worthOf(a) || (a.root < b.root ? -1 : 1)),
      freed: freedBy([...soFar.keys()], bytesOf),
      days: { least: byAge[0]?.days ?? 0, most: oldest?.days ?? 0 },
      expectedBack: sum(byAge.map(({ risk }) => risk.share)),
      unseen: oldest?.unseen ?? [],
      unseenTerms: oldest?.unseenTerms ?? [],
      ...defined({ unseenProcesses: oldest?.unseenProcesses }),
    },
  };
}

/** The members of a group that are unused so far: all, or those that can go once the others are gone. */
function partOf(
  { root, members, after }: UnusedGroup,
  soFar: ReadonlyMap<string, Graded>,
  bytesOf: BytesOf,
): readonly SoFarGroup[] {
  const names = members.filter((name) => soFar.has(name));
  const [first] = names;
  const [likeliest] = names
    .flatMap((name) => soFar.get(name) ?? [])
    .sort((a, b) => b.risk.share - a.risk.share);
  if (first === undefined || likeliest === undefined) return [];
  return [
    {
      root: first,
      members: names,
      ...defined({ bytes: sumOfKnown(names.map(bytesOf)) }),
      after: first === root || after.length > 0 ? after : [root],
      days: likeliest.days,
      risk: likeliest.risk,
    },
  ];
}

/** The disk it frees times the chance that it stays unused. */
function worthOf({ bytes = 0, risk }: SoFarGroup): number {
  return bytes * (1 - risk.share);
}

function freedBy(names: readonly string[], bytesOf: BytesOf): Freed {
  return { distributions: names.length, ...defined({ bytes: sumOfKnown(names.map(bytesOf)) }) };
}
