/**
 * One verdict for each installed distribution. What was used stays with all that it needs; so does what cannot be
 * observed, is too new, kept or used in another season, and what any of these loads or shares files with; what
 * remains is needed by nothing that stays.
 */
import type { Graph } from '../environment/graph.ts';
import type { Distribution, Inventory } from '../environment/inventory.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { Clock } from './clock.ts';
import type { Held } from './holders.ts';
import type { KeepEntry } from './keep-list.ts';
import { unseenCommands, whyNotObservable } from './observability.ts';
import type { StayingVerdict, Verdict } from './verdict.ts';

export interface Use {
  /** Set where only namespaces imported it that were not asked for. */
  readonly elsewhere?: readonly string[];
  readonly processes: number;
  readonly share?: number;
  readonly lastDay: Day;
}

/** Processes in which the import of a distribution failed. */
export interface Failures {
  readonly processes: number;
  readonly lastDay: Day;
}

export interface Facts {
  readonly inventory: Inventory;
  readonly graph: Graph;
  /** Those of the inventory that others can hold. */
  readonly held: readonly Held[];
  /** By normalised name, for those imported in the window. */
  readonly uses: ReadonlyMap<string, Use>;
  /** The last day before the window, for those imported by then. */
  readonly earlier: ReadonlyMap<string, Day>;
  /** By normalised name, for those whose import failed in some process, in the window or before. */
  readonly failures: ReadonlyMap<string, Failures>;
  readonly clockOf: (name: string) => Clock;
}

export interface Terms {
  readonly minDays: number;
  readonly minProcesses: number;
  /** Fewer processes than this are rare use. */
  readonly below?: number;
  readonly includeCommands: boolean;
  readonly keep: readonly KeepEntry[];
}

interface HoldingFacts extends Pick<Facts, 'held' | 'graph'> {
  readonly installed: ReadonlySet<string>;
}

type Staying = Extract<Verdict, { readonly verdict: StayingVerdict }>;

export interface Judgement {
  /** For all that stay; by name. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** What nothing that stays needs: unused, if the evidence carries it. */
  readonly leaving: ReadonlySet<string>;
}

export function judge(facts: Facts, terms: Terms): Judgement {
  const { inventory, graph, uses } = facts;
  const { below = 0 } = terms;
  const verdicts = new Map<string, Verdict>();
  const neededByOftenUsed =
    below === 0
      ? new Map()
      : graph.closure(names(inventory, ({ name }) => (uses.get(name)?.processes ?? 0) >= below));
  for (const [name, use] of uses) {
    if (!graph.names.has(name)) continue;
    verdicts.set(
      name,
      verdictOnUse(use, use.processes < below && !neededByOftenUsed.has(name) ? below : undefined),
    );
  }
  for (const [name, { processes, lastDay }] of facts.failures) {
    if (!graph.names.has(name) || verdicts.has(name)) continue;
    verdicts.set(name, { verdict: 'fails to import', processes, lastDay: formatDay(lastDay) });
  }
  const used = names(inventory, ({ name }) => {
    const verdict = verdicts.get(name)?.verdict;
    return verdict !== undefined && verdict !== 'rarely used';
  });
  addNeeded(verdicts, graph.closure(used));

  const baseline = new Set(inventory.baseline);
  // What another needs is told so: that it is also too new says less.
  for (const reasonToStay of [
    (one: Distribution) => ownReasonToStay(one, baseline, facts, terms),
    (one: Distribution) => tooNew(one, facts, terms),
  ]) {
    for (const distribution of inventory.distributions) {
      if (verdicts.has(distribution.name)) continue;
      const verdict = reasonToStay(distribution);
      if (verdict !== undefined) verdicts.set(distribution.name, verdict);
    }
    addNeeded(verdicts, graph.closure([...verdicts.keys()]));
  }
  addHeld(verdicts, { held: facts.held, graph, installed: new Set(names(inventory, () => true)) });
  return {
    verdicts,
    leaving: new Set(names(inventory, ({ name }) => !verdicts.has(name))),
  };
}

/** Adds what others that stay hold, by loading it or by owning the same files, until nothing more is held. */
function addHeld(verdicts: Map<string, Verdict>, { held, installed, graph }: HoldingFacts): void {
  const stays = (name: string) => verdicts.has(name);
  for (let before = -1; before !== verdicts.size; ) {
    before = verdicts.size;
    for (const { name, sharedWith, loadedBy } of held) {
      if (stays(name) || !installed.has(name)) continue;
      const shared = sharedWith(stays);
      const because = loadedBy(stays);
      if (shared !== undefined) verdicts.set(name, { verdict: 'shares files', ...shared });
      else if (because !== undefined) verdicts.set(name, { verdict: 'not observable', because });
    }
    if (verdicts.size !== before) addNeeded(verdicts, graph.closure([...verdicts.keys()]));
  }
}

function verdictOnUse({ elsewhere, ...use }: Use, below: number | undefined): Verdict {
  const imported = { ...use, lastDay: formatDay(use.lastDay) };
  if (elsewhere !== undefined) return { verdict: 'used elsewhere', namespaces: elsewhere, ...imported };
  return below === undefined
    ? { verdict: 'used', ...imported }
    : { verdict: 'rarely used', below, ...imported };
}

/** Why a distribution that is not used, nor needed by what is, stays by itself, however long it was observed. */
function ownReasonToStay(
  distribution: Distribution,
  baseline: ReadonlySet<string>,
  { inventory, earlier }: Facts,
  terms: Terms,
): Staying | undefined {
  const { name } = distribution;
  const lastDay = earlier.get(name);
  if (lastDay !== undefined) return { verdict: 'used before', lastDay: formatDay(lastDay) };
  if (baseline.has(name)) return { verdict: 'baseline' };
  const because = whyNotObservable(distribution);
  if (because !== undefined) return { verdict: 'not observable', because };
  const commands = terms.includeCommands ? [] : unseenCommands(distribution, inventory.activation);
  if (commands.length > 0) return { verdict: 'commands not seen', commands };
  const kept = terms.keep.find(({ matches }) => matches(name));
  if (kept === undefined) return undefined;
  const { pattern, line, reason, owner } = kept;
  return {
    verdict: 'kept',
    pattern,
    line,
    ...(reason === undefined ? {} : { reason }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function tooNew({ name }: Distribution, { clockOf }: Facts, terms: Terms): Staying | undefined {
  const { since, days, processes } = clockOf(name);
  return days < terms.minDays || processes < terms.minProcesses
    ? { verdict: 'too new', since: formatDay(since), days, processes }
    : undefined;
}

/** Adds the distributions of a closure that have no verdict yet, each with the chain that led to it. */
function addNeeded(verdicts: Map<string, Verdict>, closure: ReadonlyMap<string, string | undefined>): void {
  // A closure lists a distribution after the one through which it was reached.
  for (const [name, through] of closure) {
    if (verdicts.has(name) || through === undefined) continue;
    const verdict = verdicts.get(through);
    if (verdict === undefined || verdict.verdict === 'unused' || verdict.verdict === 'undecided') continue;
    verdicts.set(
      name,
      verdict.verdict === 'needed'
        ? { ...verdict, chain: [...verdict.chain, name] }
        : { verdict: 'needed', by: through, byVerdict: verdict.verdict, chain: [through, name] },
    );
  }
}

function names(inventory: Inventory, isOne: (distribution: Distribution) => boolean): string[] {
  return inventory.distributions.filter(isOne).map(({ name }) => name);
}
