/**
 * One verdict for each installed distribution. What was used stays with all that it needs; so does what cannot be
 * observed, is too new, kept or used in another season; what remains is needed by nothing that stays.
 */
import type { Graph } from '../environment/graph.ts';
import type { Distribution, Inventory } from '../environment/inventory.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { KeepEntry } from './keep-list.ts';
import { hasUnseenCommands, whyNotObservable } from './observability.ts';
import type { StayingVerdict, Verdict } from './verdict.ts';

export interface Use {
  readonly processes: number;
  readonly share?: number;
  readonly lastDay: Day;
}

/** How long a distribution has been observed. */
export interface Clock {
  readonly since: Day;
  readonly days: number;
  readonly processes: number;
}

export interface Facts {
  readonly inventory: Inventory;
  readonly graph: Graph;
  /** By normalised name, for those imported in the window. */
  readonly uses: ReadonlyMap<string, Use>;
  /** The last day before the window, for those imported by then. */
  readonly earlier: ReadonlyMap<string, Day>;
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
  const oftenUsed = names(inventory, ({ name }) => (uses.get(name)?.processes ?? 0) >= Math.max(below, 1));
  const neededByOftenUsed = graph.closure(oftenUsed);
  for (const [name, use] of uses) {
    if (!graph.names.has(name)) continue;
    const rarely = use.processes < below && !neededByOftenUsed.has(name);
    const lastDay = formatDay(use.lastDay);
    verdicts.set(
      name,
      rarely ? { verdict: 'rarely used', ...use, lastDay, below } : { verdict: 'used', ...use, lastDay },
    );
  }
  const used = names(inventory, ({ name }) => verdicts.get(name)?.verdict === 'used');
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
  return {
    verdicts,
    leaving: new Set(names(inventory, ({ name }) => !verdicts.has(name))),
  };
}

/** Why a distribution that is not used, nor needed by what is, stays by itself, however long it was observed. */
function ownReasonToStay(
  distribution: Distribution,
  baseline: ReadonlySet<string>,
  { inventory, earlier }: Facts,
  terms: Terms,
): Staying | undefined {
  const { name, commands = [] } = distribution;
  const lastDay = earlier.get(name);
  if (lastDay !== undefined) return { verdict: 'used before', lastDay: formatDay(lastDay) };
  if (baseline.has(name)) return { verdict: 'baseline' };
  const because = whyNotObservable(distribution);
  if (because !== undefined) return { verdict: 'not observable', because };
  if (!terms.includeCommands && hasUnseenCommands(distribution, inventory.activation)) {
    return { verdict: 'commands not seen', commands };
  }
  const kept = terms.keep.find(({ matches }) => matches(name));
  return kept && { verdict: 'kept', pattern: kept.pattern, line: kept.line };
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
