/**
 * One verdict for each installed distribution. What was used stays with all that it needs; so does what cannot be
 * observed, is too new, kept or used in another season, and what any of these loads or shares files with; what
 * remains is needed by nothing that stays.
 */
import type { Graph, Needed } from '../environment/graph.ts';
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

type Staying = Extract<Verdict, { readonly verdict: StayingVerdict }>;

export interface Judgement {
  /** For all that stay; by name. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** What nothing that stays needs: unused, if the evidence carries it. */
  readonly leaving: ReadonlySet<string>;
}

export function judge(facts: Facts, terms: Terms): Judgement {
  const { inventory, uses, failures, clockOf } = facts;
  const judging = new Judging(facts, terms);
  judging.addWanted(uses, failures);
  judging.addInstalled(inventory.distributions);
  return judging.judge(clockOf);
}

/**
 * What stays, as it grows with what comes to be imported and installed: for one question, or for one after the other
 * along a ledger's past.
 */
export class Judging {
  readonly #facts: Omit<Facts, 'uses' | 'failures' | 'clockOf'>;
  readonly #terms: Terms;
  readonly #baseline: ReadonlySet<string>;
  readonly #installed: Distribution[] = [];
  readonly #rarelyUsed: string[] = [];
  readonly #stays: Stays;

  constructor(facts: Omit<Facts, 'uses' | 'failures' | 'clockOf'>, terms: Terms) {
    this.#facts = facts;
    this.#terms = terms;
    this.#baseline = new Set(facts.inventory.baseline);
    this.#stays = new Stays(new Map(), facts.graph.needed());
  }

  addWanted(uses: Facts['uses'], failures: Facts['failures']): void {
    const { below = 0 } = this.#terms;
    const { graph } = this.#facts;
    const isOften = (name: string) => (uses.get(name)?.processes ?? 0) >= below;
    const often = [...uses.keys()].filter((name) => graph.names.has(name) && isOften(name));
    const neededByOften = below === 0 ? new Map() : graph.closure(often);
    const used: string[] = [];
    for (const [name, use] of uses) {
      if (!graph.names.has(name)) continue;
      const isRare = !isOften(name) && !neededByOften.has(name);
      this.#stays.tell(name, verdictOnUse(use, isRare ? below : undefined));
      (isRare ? this.#rarelyUsed : used).push(name);
    }
    for (const [name, { processes, lastDay }] of failures) {
      if (!graph.names.has(name) || uses.has(name)) continue;
      this.#stays.tell(name, { verdict: 'fails to import', processes, lastDay: formatDay(lastDay) });
      used.push(name);
    }
    this.#stays.addNeededBy(used);
  }

  addInstalled(distributions: readonly Distribution[]): void {
    this.#installed.push(...distributions);
    this.#stays.addEach(distributions, (one) =>
      ownReasonToStay(one, this.#baseline, this.#facts, this.#terms),
    );
    // What these need is told after what those need that are used more.
    this.#stays.addNeededBy(this.#rarelyUsed);
  }

  judge(clockOf: Facts['clockOf']): Judgement {
    const stays = this.#stays.copy();
    // What another needs is told so: that it is also too new says less.
    stays.addEach(this.#installed, (one) => tooNew(one, clockOf, this.#terms));
    const installed = new Set(this.#installed.map(({ name }) => name));
    stays.addHeld(this.#facts.held.filter(({ name }) => installed.has(name)));
    return {
      verdicts: stays.verdicts,
      leaving: new Set([...installed].filter((name) => !stays.verdicts.has(name))),
    };
  }
}

/** Those that stay, each with the first verdict that it was told. */
class Stays {
  readonly verdicts: Map<string, Verdict>;
  readonly #needed: Needed;

  constructor(verdicts: Map<string, Verdict>, needed: Needed) {
    this.verdicts = verdicts;
    this.#needed = needed;
  }

  tell(name: string, verdict: Staying): void {
    if (!this.verdicts.has(name)) this.verdicts.set(name, verdict);
  }

  addEach(
    distributions: readonly Distribution[],
    reasonToStay: (one: Distribution) => Staying | undefined,
  ): void {
    const added: string[] = [];
    for (const distribution of distributions) {
      const { name } = distribution;
      const verdict = this.verdicts.has(name) ? undefined : reasonToStay(distribution);
      if (verdict === undefined) continue;
      this.verdicts.set(name, verdict);
      added.push(name);
    }
    this.addNeededBy(added);
  }

  /** Each with the chain that led to it. */
  addNeededBy(names: readonly string[]): void {
    // A distribution comes after the one through which it was reached.
    for (const [name, through] of this.#needed.add(names)) {
      if (this.verdicts.has(name) || through === undefined) continue;
      const verdict = this.verdicts.get(through);
      if (verdict === undefined || verdict.verdict === 'unused' || verdict.verdict === 'undecided') continue;
      this.verdicts.set(
        name,
        verdict.verdict === 'needed'
          ? { ...verdict, chain: [...verdict.chain, name] }
          : { verdict: 'needed', by: through, byVerdict: verdict.verdict, chain: [through, name] },
      );
    }
  }

  /** What others that stay hold, by loading it or by owning the same files, until nothing more is held. */
  addHeld(held: readonly Held[]): void {
    const stays = (name: string) => this.verdicts.has(name);
    for (let before = -1; before !== this.verdicts.size; ) {
      before = this.verdicts.size;
      const added: string[] = [];
      for (const { name, sharedWith, loadedBy } of held) {
        if (stays(name)) continue;
        const shared = sharedWith(stays);
        const because = loadedBy(stays);
        if (shared !== undefined) this.tell(name, { verdict: 'shares files', ...shared });
        else if (because !== undefined) this.tell(name, { verdict: 'not observable', because });
        else continue;
        added.push(name);
      }
      this.addNeededBy(added);
    }
  }

  copy(): Stays {
    return new Stays(new Map(this.verdicts), this.#needed.copy());
  }
}

function verdictOnUse({ elsewhere, ...use }: Use, below: number | undefined): Staying {
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
  { inventory, earlier }: Pick<Facts, 'inventory' | 'earlier'>,
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

function tooNew({ name }: Distribution, clockOf: Facts['clockOf'], terms: Terms): Staying | undefined {
  const { since, days, processes } = clockOf(name);
  return days < terms.minDays || processes < terms.minProcesses
    ? { verdict: 'too new', since: formatDay(since), days, processes }
    : undefined;
}
