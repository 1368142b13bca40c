/** What was counted since the last take: a sum a series, in arrays, so that counting allocates nothing. */

const INITIAL_CAPACITY = 1_024;

export interface TakenIncrements {
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly amounts: Float64Array<ArrayBuffer>;
  /** How many samples the amounts are the sum of. */
  readonly samples: number;
}

export class Increments {
  #amounts = new Float64Array(INITIAL_CAPACITY);
  #touched = new Uint8Array(INITIAL_CAPACITY);
  #ids = new Uint32Array(INITIAL_CAPACITY);
  #count = 0;
  #samples = 0;

  add(id: number, amount: number): void {
    if (id >= this.#amounts.length) this.#grow(id);
    if (this.#touched[id] === 0) {
      this.#touched[id] = 1;
      this.#ids[this.#count++] = id;
    }
    this.#amounts[id] = (this.#amounts[id] as number) + amount;
    this.#samples++;
  }

  take(): TakenIncrements {
    const ids = this.#ids.slice(0, this.#count);
    const amounts = new Float64Array(this.#count);
    const samples = this.#samples;
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] as number;
      amounts[index] = this.#amounts[id] as number;
      this.#amounts[id] = 0;
      this.#touched[id] = 0;
    }
    this.#count = 0;
    this.#samples = 0;
    return { ids, amounts, samples };
  }

  #grow(id: number): void {
    const capacity = Math.max(2 * this.#amounts.length, id + 1);
    const amounts = new Float64Array(capacity);
    amounts.set(this.#amounts);
    this.#amounts = amounts;
    const touched = new Uint8Array(capacity);
    touched.set(this.#touched);
    this.#touched = touched;
    const ids = new Uint32Array(capacity);
    ids.set(this.#ids);
    this.#ids = ids;
  }
}
