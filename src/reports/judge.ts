/**
 * One verdict for each installed distribution. What was used stays with all that it needs; so does what cannot be
 * observed, is too new, kept or used in another season, and what any of these loads or shares files with; what
 * remains is needed by nothing that stays.
 */
import type { Distribution } from '../environment/inventory.ts';
import { formatDay } from '../series/day.ts';
import type { Facts, Terms } from './facts.ts';
import { ownReasonToStay, tooNew, verdictOnUse } from './own-reasons.ts';
import { Stays } from './stays.ts';
import type { Verdict } from './verdict.ts';

export interface Judgement {
  /** For all that stay; by name. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Those that nothing that stays needs: unused, if the evidence carries it. */
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
 * Judges as imports and installations are added: once for a single question, or after each month of a ledger's past.
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
    const installed = [...uses].filter(([name]) => graph.names.has(name));
    const often = installed.filter(([, { processes }]) => processes >= below).map(([name]) => name);
    const neededByOften = below === 0 ? new Map() : graph.closure(often);
    const used: string[] = [];
    for (const [name, use] of installed) {
      const isRare = use.processes < below && !neededByOften.has(name);
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
    // Later than what is needed by those that are used more, which is the stronger reason.
    this.#stays.addNeededBy(this.#rarelyUsed);
  }

  judge(clockOf: Facts['clockOf']): Judgement {
    const stays = this.#stays.copy();
    // After what is needed: that it is also too new says less.
    stays.addEach(this.#installed, (one) => tooNew(one, clockOf, this.#terms));
    const installed = new Set(this.#installed.map(({ name }) => name));
    stays.addHeld(this.#facts.held.filter(({ name }) => installed.has(name)));
    return {
      verdicts: stays.verdicts,
      leaving: new Set([...installed].filter((name) => !stays.verdicts.has(name))),
    };
  }
}
