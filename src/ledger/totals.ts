/**
 * The committed totals, in memory: what `/metrics` shows. Loaded once; afterwards moved only by a commit that
 * has succeeded. A series is known by its id, counted from 1; where a ledger has gaps, so has this.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Day } from '../series/day.ts';
import type { Series } from '../series/series.ts';

/** A series as it stands in the ledger. */
export interface CommittedSeries {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly firstDay: Day;
  readonly total: number;
}

/** What a commit did to one series. */
export interface Change {
  readonly id: number;
  readonly day: Day;
  readonly amount: number;
}

export class Totals {
  readonly #byId: (MutableSeries | undefined)[] = [];
  readonly #helpOf = new Map<string, string>();
  /** Each name once: what comes from a row or a message has a copy of its own. */
  readonly #names = new Map<string, string>();
  #count = 0;

  static load(db: DatabaseSync): Totals {
    const totals = new Totals();
    const rows = db.prepare('SELECT id, key, name, total, first_day, last_day FROM series ORDER BY id');
    for (const row of rows.iterate()) {
      totals.#put({
        id: Number(row.id),
        key: String(row.key),
        name: String(row.name),
        total: Number(row.total),
        firstDay: Number(row.first_day),
        lastDay: Number(row.last_day),
      });
    }
    for (const row of db.prepare('SELECT name, help FROM metrics').iterate()) {
      totals.setHelp(String(row.name), String(row.help));
    }
    return totals;
  }

  /** How many series there are. */
  get count(): number {
    return this.#count;
  }

  /** The highest id there is, 0 where there is none. */
  get lastId(): number {
    return Math.max(0, this.#byId.length - 1);
  }

  get(id: number): CommittedSeries | undefined {
    return this.#byId[id];
  }

  /** The last day on which a series grew. */
  lastDayOf(id: number): Day {
    return this.#byId[id]?.lastDay ?? Number.NEGATIVE_INFINITY;
  }

  totalOf(id: number): number {
    return this.#byId[id]?.total ?? 0;
  }

  helpOf(name: string): string | undefined {
    return this.#helpOf.get(name);
  }

  /** Every series, in the order in which they came. */
  *[Symbol.iterator](): Iterator<CommittedSeries> {
    for (const series of this.#byId) if (series !== undefined) yield series;
  }

  add(id: number, { key, name }: Series, day: Day): void {
    this.#put({ id, key, name, total: 0, firstDay: day, lastDay: day });
  }

  setHelp(name: string, help: string): void {
    this.#helpOf.set(name, help);
  }

  apply({ id, day, amount }: Change): void {
    const series = this.#byId[id];
    if (series === undefined) return;
    series.total += amount;
    series.firstDay = Math.min(series.firstDay, day);
    series.lastDay = Math.max(series.lastDay, day);
  }

  #nameOf(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }

  #put(series: MutableSeries): void {
    while (this.#byId.length < series.id) this.#byId.push(undefined);
    this.#byId[series.id] = { ...series, name: this.#nameOf(series.name) };
    this.#count += 1;
  }
}

interface MutableSeries {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  total: number;
  firstDay: Day;
  lastDay: Day;
}
