/** Removals beside what is installed and used → what of them needs a look: one finding each, with its line. */
import { buildGraph } from '../environment/graph.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { InstalledEnvironment, Source } from '../sources/source.ts';
import { formatNames, printable } from '../words/names.ts';
import { formatOf } from '../words/number.ts';
import { modulesOf } from './announce.ts';
import type { Removal } from './removal.ts';

export interface Finding {
  readonly package: string;
  /** The line in `popcon.yml`. */
  readonly line: number;
  readonly finding: 'still installed' | 'unknown' | 'needed' | 'import name missing' | 'used since announced';
  readonly message: string;
}

export async function checkRemovals(
  removals: readonly Removal[],
  installed: InstalledEnvironment,
  source: Source,
  today: Day,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    removals.map(async (removal) => [
      ...standing(removal, removals, installed, today),
      ...(await usedSince(removal, source, today)),
    ]),
  );
  return found.flat();
}

function standing(
  { packages, on, modules, line }: Removal,
  removals: readonly Removal[],
  { inventory, gone }: InstalledEnvironment,
  today: Day,
): Finding[] {
  const graph = buildGraph(inventory);
  const { environment, day } = inventory;
  const going = new Set(removals.flatMap((other) => (other.on <= on ? other.packages : [])));
  return packages.flatMap((name): Finding[] => {
    const finds = (is: boolean, finding: Finding['finding'], message: string): Finding[] =>
      is ? [{ package: name, line, finding, message }] : [];
    if (!graph.names.has(name)) {
      // Of a list there is no past: what it does not name may have gone on its day.
      const isKnown = gone?.has(name) ?? on <= today;
      return finds(!isKnown, 'unknown', `${name} is not installed in ${environment}, and never was`);
    }
    const needing = graph.requiredBy(name).filter((other) => !going.has(other));
    const since = formatDay(on);
    const importNames = modulesOf([name], inventory).modules?.[name];
    return [
      ...finds(
        on <= today && day >= since,
        'still installed',
        `${name} was to be gone from ${since}, and is installed in ${environment} on ${day}`,
      ),
      ...finds(
        needing.length > 0,
        'needed',
        `${name} is required by ${formatNames(needing, 3)}, which ${needing.length === 1 ? 'stays' : 'stay'}`,
      ),
      ...finds(
        importNames !== undefined && !modules.has(name),
        'import name missing',
        `${name} has import names that nothing tells once it is gone: write \`modules: ${printable(JSON.stringify({ [name]: importNames }))}\` to it`,
      ),
    ];
  });
}

/** From the day after the announcement: what was counted on that day may have been before it. */
async function usedSince({ packages, since, line }: Removal, source: Source, today: Day): Promise<Finding[]> {
  if (since >= today) return [];
  const rows = await source.usage({ window: { from: since + 1, to: today }, packages });
  return rows.map(({ package: name, processes, lastDay }) => ({
    package: name,
    line,
    finding: 'used since announced',
    message: `${name} was imported by ${formatOf(processes, 'process', 'processes')} since it was announced on ${formatDay(since)}, last on ${formatDay(lastDay)}`,
  }));
}
