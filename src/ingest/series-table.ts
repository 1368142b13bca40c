/**
 * The series there are, by key: comes in what a sample was mapped to, goes out the id it counts in. Past
 * `maxSeries` a new series is none of its own: it counts in the one overflow series.
 */
import { OVERFLOW } from '../series/metrics.ts';
import { makeSeries, type Series } from '../series/series.ts';

export interface FoundSeries {
  readonly id: number;
  readonly overflow: boolean;
}

/** A series the ledger does not have yet, under the id it is to get. */
export interface NewSeries {
  readonly id: number;
  readonly series: Series;
  readonly help?: string;
}

const overflowSeries = makeSeries(OVERFLOW, []);

export class SeriesTable {
  readonly #maxSeries: number;
  readonly #idOf: Map<string, number>;
  #lastId: number;
  readonly #added: NewSeries[] = [];

  /** `known` are the ledger's series: id and key of each. */
  constructor(maxSeries: number, known: Iterable<readonly [id: number, key: string]>) {
    this.#maxSeries = maxSeries;
    this.#idOf = new Map();
    this.#lastId = 0;
    for (const [id, key] of known) {
      this.#idOf.set(key, id);
      this.#lastId = Math.max(this.#lastId, id);
    }
  }

  /** How many there are, the overflow series left out. */
  get size(): number {
    return this.#idOf.size - (this.#idOf.has(overflowSeries.key) ? 1 : 0);
  }

  get lastId(): number {
    return this.#lastId;
  }

  find(series: Series, help: string | undefined): FoundSeries {
    const id = this.#idOf.get(series.key);
    if (id !== undefined) return { id, overflow: false };
    if (this.size < this.#maxSeries) return { id: this.#add(series, help), overflow: false };
    return { id: this.#idOf.get(overflowSeries.key) ?? this.#add(overflowSeries, undefined), overflow: true };
  }

  /** The series that are new since the last call, the oldest `most` of them. */
  takeAdded(most = Number.POSITIVE_INFINITY): readonly NewSeries[] {
    return this.#added.splice(0, most);
  }

  /** The first id that no {@link takeAdded} has given out yet. */
  get firstUntaken(): number {
    return this.#added[0]?.id ?? this.#lastId + 1;
  }

  #add(series: Series, help: string | undefined): number {
    const id = ++this.#lastId;
    this.#idOf.set(series.key, id);
    this.#added.push({ id, series, ...(help !== undefined && { help }) });
    return id;
  }
}
