/** What a reader of verdicts should know of an inventory and its evidence, one sentence each. */
import type { Activation, Inventory, Unknown } from '../environment/inventory.ts';
import { type Day, parseDay } from '../series/day.ts';
import type { InstalledEnvironment } from '../sources/source.ts';
import type { Evidence } from './evidence.ts';
import type { Judged } from './verdict.ts';

/** An inventory older than this may well not be what is installed now. */
const OLD_INVENTORY_DAYS = 30;

const ACTIVATION: Readonly<Record<Activation, string | undefined>> = {
  'all-processes': undefined,
  ipython:
    'The reporter runs in IPython and Jupyter kernels only: what scripts and commands in a terminal import is not seen.',
  none: 'The reporter is not switched on in this environment (`popcon activate` does that): the counts are from elsewhere.',
  unknown: 'The inventory does not tell where the reporter is switched on: commands are taken as not seen.',
};

const MEANING: Readonly<Record<Unknown, string | undefined>> = {
  versions: 'versions',
  requested: 'what was asked for by a person',
  requirements: 'requirements',
  bytes: 'sizes on disk',
  importNames: 'modules',
  commands: 'commands',
  entryPoints: 'plugins',
  baseline: 'what kernels load before the reporter',
  activation: undefined,
};

/** @param judged all that the inventory has. */
export function notesOn(
  { inventory, firstSeen }: InstalledEnvironment,
  evidence: Evidence,
  judged: readonly Judged[],
): readonly string[] {
  const unknown = inventory.unknown.map((each) => MEANING[each]).filter((each) => each !== undefined);
  const age = dayNumber(evidence.window.to) - dayNumber(inventory.day);
  return [
    ACTIVATION[inventory.activation],
    unknown.length === 0
      ? undefined
      : `The inventory (${inventory.source}) does not tell ${unknown.join(', ')}; \`popcon inventory --python\` does.`,
    isFirstInventory(inventory, firstSeen) && judged.some((one) => isNewerThan(one, evidence))
      ? `The first inventory is of ${inventory.day}, so nothing is known to have been installed before; if you know better, say since when with --installed-since.`
      : undefined,
    age > OLD_INVENTORY_DAYS
      ? `The inventory is of ${inventory.day}: what changed since is not in it; \`popcon inventory\` takes a new one.`
      : undefined,
    evidence.withoutProcesses.length === 0
      ? undefined
      : 'Some reporters count no processes: the processes given are the fewest that can have reported.',
  ].filter((note) => note !== undefined);
}

/** Whether all that is installed was first seen on the inventory's own day. */
function isFirstInventory(inventory: Inventory, firstSeen: ReadonlyMap<string, Day>): boolean {
  const day = dayNumber(inventory.day);
  return [...firstSeen.values()].every((seen) => seen >= day);
}

/** Whether it is too new because it was not installed, rather than because nobody reported, from the first. */
function isNewerThan({ verdict }: Judged, { observed }: Evidence): boolean {
  return verdict.verdict === 'too new' && observed !== undefined && verdict.since > observed.from;
}

function dayNumber(text: string): Day {
  return parseDay(text) ?? 0;
}
