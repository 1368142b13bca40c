/** Packages that are to go, and what an admin says of it → the entry of `popcon.yml`, with what is known at the time. */
import type { Inventory } from '../environment/inventory.ts';
import type { UnusedGroup } from '../reports/unused.ts';
import { readUsage } from '../reports/usage.ts';
import type { Judged } from '../reports/verdict.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { Source } from '../sources/source.ts';
import { formatCount, formatOf } from '../words/number.ts';
import type { RemovalEntry } from './removal.ts';

/** How far back it is counted. */
const EVIDENCE_DAYS = 730;

/** The counts of the packages: of several, those of the one that most processes imported. */
export async function evidenceFor(source: Source, packages: readonly string[], today: Day): Promise<string> {
  const window = { from: today - EVIDENCE_DAYS + 1, to: today };
  const { evidence, packages: rows } = await readUsage(source, { window, packages });
  const [most] = rows.toSorted((a, b) => b.processes - a.processes);
  const processes = evidence.processes === undefined ? '' : ` of ${formatCount(evidence.processes)}`;
  const last = most === undefined ? '' : `, last on ${formatDay(most.lastDay)}`;
  return `${formatCount(most?.processes ?? 0)}${processes} processes over ${formatOf(evidence.daysReported, 'day')}${last}`;
}

/** The time that people have to object: half a term. */
export const NOTICE_DAYS = 56;

/** The command that announces a group of an answer. */
export function announcement({ root, members }: UnusedGroup, judged: readonly Judged[], today: Day): string {
  return `popcon retire add ${members.join(' ')} --on ${formatDay(today + NOTICE_DAYS)} --because '${reasonOf(root, judged)}'`;
}

/** Why a group goes, by the verdict on its root. */
export function reasonOf(root: string, judged: readonly Judged[]): string {
  const verdict = judged.find(({ name }) => name === root)?.verdict;
  return verdict !== undefined && 'since' in verdict
    ? `nobody imported it since ${verdict.since}`
    : 'nobody imported it';
}

/** How packages are imported, where that is not their name: once they are gone, no inventory tells. */
export function modulesOf(
  packages: readonly string[],
  { distributions }: Inventory,
): Pick<RemovalEntry, 'modules'> {
  const modules = distributions.flatMap(({ name, importNames = [] }) => {
    const isPlain = importNames.length === 1 && importNames[0] === name.replaceAll('-', '_');
    return packages.includes(name) && importNames.length > 0 && !isPlain ? [[name, [...importNames]]] : [];
  });
  return modules.length === 0 ? {} : { modules: Object.fromEntries(modules) };
}
