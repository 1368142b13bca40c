/** Remarks on an inventory and its evidence that change no verdict, one sentence each. */
import type { Activation, Inventory } from '../environment/inventory.ts';
import { ACTIVATION_WORDS, UNKNOWN_WORDS } from '../environment/told.ts';
import { checkedDay, type Day, formatDay } from '../series/day.ts';
import type { InstalledEnvironment, UnnamedDay } from '../sources/source.ts';
import { sum } from '../sums.ts';
import { formatNames, formatNamespaces } from '../words/names.ts';
import { formatCount } from '../words/number.ts';
import type { Evidence } from './evidence.ts';
import type { Judged } from './verdict.ts';

/** A smaller share of processes than this is in the numbers and needs no sentence. */
const MANY_ELSEWHERE = 0.01;
/** An inventory older than this may well not be what is installed now. */
const OLD_INVENTORY_DAYS = 30;

/** Facts about the counts that a remark may be made of. */
export interface Known {
  readonly evidence: Evidence;
  /** The namespaces that were asked for. */
  readonly asked: readonly string[] | undefined;
  readonly unnamed: readonly UnnamedDay[];
  /** Recorded names that were understood as modules. */
  readonly modules: readonly string[];
  readonly kernelsOnly: boolean;
}

/** @param judged all that the inventory has. */
export function notesOn(
  { inventory, firstSeen }: InstalledEnvironment,
  { evidence, asked, unnamed, modules, kernelsOnly }: Known,
  judged: readonly Judged[],
): readonly string[] {
  // How the reporter is switched on has a note of its own.
  const unknown = inventory.unknown
    .filter((each) => each !== 'activation')
    .map((each) => UNKNOWN_WORDS[each]);
  const age = checkedDay(evidence.window.to) - checkedDay(inventory.day);
  return [
    kernelsOnly && inventory.activation === 'ipython' ? undefined : noteOn(inventory.activation),
    unknown.length === 0
      ? undefined
      : `The inventory (${inventory.source}) does not tell ${unknown.join(', ')}; \`popcon inventory --python\` does.`,
    isFirstInventory(inventory, firstSeen) && judged.some((one) => isNewerThan(one, evidence))
      ? `The first inventory is of ${inventory.day}, so nothing is known to have been installed before; if you know better, say since when with --installed-since.`
      : undefined,
    age > OLD_INVENTORY_DAYS
      ? `The inventory is of ${inventory.day}: what changed since is not in it; \`popcon inventory\` takes a new one.`
      : undefined,
    asked === undefined
      ? undefined
      : `What is used is of ${formatNamespaces(asked)}; what can go is judged over all namespaces that share the environment.`,
    evidence.incomplete === undefined
      ? undefined
      : `${formatCount(evidence.incomplete)} processes could not name all they imported in their time budget: shares are that much too low, and these processes are evidence of no absence.`,
    evidence.elsewhere === undefined || evidence.elsewhere < MANY_ELSEWHERE * (evidence.processes ?? 0)
      ? undefined
      : `${formatCount(evidence.elsewhere)} processes are no evidence about this environment: they name another, do not name this one where others do, or imported what it never had.`,
    noteOnUnnamed(unnamed),
    modules.length === 0
      ? undefined
      : `Some reporters send the names of modules (${formatNames(modules)}): they count for the distributions that own them.`,
    evidence.withoutProcesses.length === 0
      ? undefined
      : 'Some reporters count no processes: the processes given are the fewest that can have reported.',
  ].filter((note) => note !== undefined);
}

function noteOn(activation: Activation): string | undefined {
  const { words, consequence } = ACTIVATION_WORDS[activation];
  return consequence === undefined ? undefined : `The reporter is ${words}: ${consequence}.`;
}

function noteOnUnnamed(unnamed: readonly UnnamedDay[]): string | undefined {
  const [first, last] = [unnamed[0], unnamed.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const imports = sum(unnamed.map((day) => day.imports));
  return `${formatCount(imports)} imports from ${formatDay(first.day)} to ${formatDay(last.day)} were counted without a name (\`--ledger.max-series\`, \`--packages.known-only\`): until an inventory named a package, its evidence begins after them.`;
}

/** All that is installed was first seen on the inventory's own day. */
function isFirstInventory(inventory: Inventory, firstSeen: ReadonlyMap<string, Day>): boolean {
  const day = checkedDay(inventory.day);
  return [...firstSeen.values()].every((seen) => seen >= day);
}

/** Too new because it was installed later, rather than because nobody reported from the first. */
function isNewerThan({ verdict }: Judged, { observed }: Evidence): boolean {
  return (
    verdict.verdict === 'too new' &&
    verdict.days > 0 &&
    observed !== undefined &&
    verdict.since > observed.from
  );
}
