/** The distributions that stay, each with its verdict: they hold those that they require, load or share files with. */
import type { Needed } from '../environment/graph.ts';
import type { Distribution } from '../environment/inventory.ts';
import type { Held } from './holders.ts';
import type { StayingVerdict, VerdictOf } from './verdict.ts';

export type Staying = VerdictOf<StayingVerdict>;
type StayingOrNeeded = Staying | VerdictOf<'needed'>;

/** The first verdict that one is told is its verdict. */
export class Stays {
  readonly verdicts: Map<string, StayingOrNeeded>;
  readonly #needed: Needed;

  constructor(verdicts: Map<string, StayingOrNeeded>, needed: Needed) {
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
      if (verdict === undefined) continue;
      this.verdicts.set(
        name,
        verdict.verdict === 'needed'
          ? { ...verdict, chain: [...verdict.chain, name] }
          : { verdict: 'needed', by: through, byVerdict: verdict.verdict, chain: [through, name] },
      );
    }
  }

  /** Adds those that others which stay load or share files with, until nothing is added. */
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
