/**
 * The committed totals by series id, in memory. Loaded once, then updated only after a successful commit. Only numbers,
 * to stay small; names stay in the ledger. Indexed by id, so gaps in the ids are gaps here.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Day } from '../series/day.ts';

/** Change of one series in a commit. */
export interface Change {
  readonly id: number;
  readonly day: Day;
  readonly amount: number;
}

const INITIAL_CAPACITY = 1_024;
/** Marks an id that no series has. */
const NEVER = -(2 ** 31);

export class Totals {
  #totals = new Float64Array(INITIAL_CAPACITY);
  #lastDays = new Int32Array(INITIAL_CAPACITY).fill(NEVER);
  #count = 0;
  #lastId = 0;
  #firstDay: Day | undefined;

  static load(db: DatabaseSync): Totals {
    const totals = new Totals();
    const rows = db.prepare('SELECT id, total, first_day, last_day FROM series ORDER BY id');
    for (const row of rows.iterate()) {
      const id = Number(row.id);
      totals.add(id);
      totals.#totals[id] = Number(row.total);
      totals.#lastDays[id] = Number(row.last_day);
      totals.#begin(Number(row.first_day));
    }
    return totals;
  }

  /** Number of series. */
  get count(): number {
    return this.#count;
  }

  /** Highest id ever used, or 0. */
  get lastId(): number {
    return this.#lastId;
  }

  /** First day with a count; undefined without any. */
  get firstDay(): Day | undefined {
    return this.#firstDay;
  }

  /** The last day on which a series grew. */
  lastDayOf(id: number): Day {
    return this.#lastDays[id] ?? NEVER;
  }

  totalOf(id: number): number {
    return this.#totals[id] ?? 0;
  }

  /** Adds a new series. */
  add(id: number): void {
    if (id >= this.#totals.length) this.#grow(id);
    this.#count += 1;
    this.#lastId = Math.max(this.#lastId, id);
  }

  remove(ids: ReadonlySet<number>): void {
    for (const id of ids) {
      this.#totals[id] = 0;
      this.#lastDays[id] = NEVER;
    }
    this.#count -= ids.size;
  }

  apply({ id, day, amount }: Change): void {
    this.#totals[id] = this.totalOf(id) + amount;
    this.#lastDays[id] = Math.max(this.lastDayOf(id), day);
    this.#begin(day);
  }

  #begin(day: Day): void {
    this.#firstDay = Math.min(this.#firstDay ?? day, day);
  }

  #grow(id: number): void {
    const capacity = Math.max(2 * this.#totals.length, id + 1);
    const [totals, lastDays] = [new Float64Array(capacity), new Int32Array(capacity).fill(NEVER)];
    totals.set(this.#totals);
    lastDays.set(this.#lastDays);
    [this.#totals, this.#lastDays] = [totals, lastDays];
  }
}
