/** Graded distributions → the groups of both grades, the disk they free, and how many are likely to come back. */
import type { Graph } from '../environment/graph.ts';
import type { Graded } from './grade.ts';
import { groupUnused } from './groups.ts';
import type { Freed, SoFarGroup, UnusedGroup, UnusedReport } from './unused.ts';
import { type SeenTerms, stillUnseen } from './year.ts';

export interface Grouping extends SeenTerms {
  readonly graph: Pick<Graph, 'needs'>;
  readonly bytesOf: (name: string) => number | undefined;
}

/** @param graded all that nothing that stays needs. */
export function groupGraded(
  graded: ReadonlyMap<string, Graded>,
  { graph, bytesOf, ...terms }: Grouping,
): Pick<UnusedReport, 'groups' | 'freed' | 'soFar'> {
  const unused = [...graded].filter(([, { grade }]) => grade === 'unused').map(([name]) => name);
  const soFar = new Map([...graded].filter(([, { grade }]) => grade === 'unused so far'));
  const all = soFar.size === 0 ? [] : groupUnused(new Set(graded.keys()), graph, bytesOf);
  const byAge = [...soFar.values()].sort((a, b) => a.age - b.age);
  const oldest = byAge.at(-1);
  return {
    groups: groupUnused(new Set(unused), graph, bytesOf),
    freed: freedBy(unused, bytesOf),
    soFar: {
      groups: all
        .flatMap((group) => partOf(group, soFar, bytesOf))
        .sort((a, b) => worthOf(b) - worthOf(a) || (a.root < b.root ? -1 : 1)),
      freed: freedBy([...soFar.keys()], bytesOf),
      days: { least: byAge[0]?.age ?? 0, most: oldest?.age ?? 0 },
      expectedBack: byAge.reduce((sum, { risk }) => sum + risk.share, 0),
      ...stillUnseen(oldest?.unseen ?? [], terms),
    },
  };
}

/** The members of a group that are unused so far: all, or those that can go once the others are gone. */
function partOf(
  { root, members, after }: UnusedGroup,
  soFar: ReadonlyMap<string, Graded>,
  bytesOf: Grouping['bytesOf'],
): readonly SoFarGroup[] {
  const part = members.flatMap((name) => soFar.get(name) ?? []);
  const names = members.filter((name) => soFar.has(name));
  const [first] = names;
  if (first === undefined) return [];
  const [likeliest] = part.toSorted((a, b) => b.risk.share - a.risk.share);
  if (likeliest === undefined) return [];
  return [
    {
      root: first,
      members: names,
      ...bytesTogether(names, bytesOf),
      after: first === root || after.length > 0 ? after : [root],
      days: likeliest.age,
      risk: likeliest.risk,
    },
  ];
}

/** The disk it frees times the chance that it stays unused. */
function worthOf({ bytes = 0, risk }: SoFarGroup): number {
  return bytes * (1 - risk.share);
}

function freedBy(names: readonly string[], bytesOf: Grouping['bytesOf']): Freed {
  return { distributions: names.length, ...bytesTogether(names, bytesOf) };
}

function bytesTogether(names: readonly string[], bytesOf: Grouping['bytesOf']): Pick<Freed, 'bytes'> {
  const known = names.map(bytesOf).filter((bytes) => bytes !== undefined);
  return known.length === 0 ? {} : { bytes: known.reduce((sum, bytes) => sum + bytes, 0) };
}
