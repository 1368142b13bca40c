/** One sum per series since the last take, in arrays, so that counting allocates nothing. */

const INITIAL_CAPACITY = 1_024;

/** `amounts[i]` is the sum of the series `ids[i]`. */
export interface TakenIncrements {
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly amounts: Float64Array<ArrayBuffer>;
  /** Number of samples in the amounts. */
  readonly samples: number;
}

export class Increments {
  #amounts = new Float64Array(INITIAL_CAPACITY);
  /** Indexed by series id, as the amounts are; 0 for a series without an increment. */
  #samples = new Float64Array(INITIAL_CAPACITY);
  #ids = new Uint32Array(INITIAL_CAPACITY);
  #count = 0;
  #waitingSamples = 0;

  /** Number of samples that {@link take} has not returned yet. */
  get waitingSamples(): number {
    return this.#waitingSamples;
  }

  add(id: number, amount: number, samples = 1): void {
    if (id >= this.#amounts.length) this.#grow(id);
    const before = this.#samples[id] as number;
    if (before === 0) this.#ids[this.#count++] = id;
    this.#samples[id] = before + samples;
    this.#waitingSamples += samples;
    this.#amounts[id] = (this.#amounts[id] as number) + amount;
  }

  /** Returns the increments of series up to `lastId`; those of later series stay for the next take. */
  take(lastId = Number.POSITIVE_INFINITY): TakenIncrements {
    const ids: number[] = [];
    const amounts: number[] = [];
    const samples = this.#remove(
      (id) => id <= lastId,
      (id, amount) => {
        ids.push(id);
        amounts.push(amount);
      },
    );
    return { ids: Uint32Array.from(ids), amounts: Float64Array.from(amounts), samples };
  }

  /** Moves the increments of `ids` to `target`. */
  move(ids: ReadonlySet<number>, target: number): void {
    let moved = 0;
    const samples = this.#remove(
      (id) => ids.has(id),
      (_, amount) => {
        moved += amount;
      },
    );
    if (samples > 0) this.add(target, moved, samples);
  }

  /** Hands what it removes to `each`; returns its number of samples. */
  #remove(isWanted: (id: number) => boolean, each: (id: number, amount: number) => void): number {
    let samples = 0;
    let kept = 0;
    for (let index = 0; index < this.#count; index++) {
      const id = this.#ids[index] as number;
      if (!isWanted(id)) {
        this.#ids[kept++] = id;
        continue;
      }
      each(id, this.#amounts[id] as number);
      samples += this.#samples[id] as number;
      this.#amounts[id] = 0;
      this.#samples[id] = 0;
    }
    this.#count = kept;
    this.#waitingSamples -= samples;
    return samples;
  }

  #grow(id: number): void {
    const capacity = Math.max(2 * this.#amounts.length, id + 1);
    const amounts = new Float64Array(capacity);
    amounts.set(this.#amounts);
    this.#amounts = amounts;
    const samples = new Float64Array(capacity);
    samples.set(this.#samples);
    this.#samples = samples;
    const ids = new Uint32Array(capacity);
    ids.set(this.#ids);
    this.#ids = ids;
  }
}
