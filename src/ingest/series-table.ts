/**
 * The series there are, by key: comes in what a sample counts in, goes out its id. Bounded in number and in the
 * bytes of their keys; beyond both stands a reserve that only series that matter can take.
 */
import { OVERFLOW } from '../series/metrics.ts';
import type { Series } from '../series/series.ts';

export interface SeriesBounds {
  readonly maxSeries: number;
  /** Of all keys together, as V8 holds them: one byte a character, two where one is beyond Latin-1. */
  readonly maxSeriesBytes: number;
  /** More series for those that matter, and a part of the bytes that is as large. */
  readonly reservedSeries: number;
}

/** A series the ledger does not have yet, under the id it is to get. */
export interface NewSeries {
  readonly id: number;
  readonly key: string;
}

export class SeriesTable {
  readonly #bounds: SeriesBounds;
  readonly #idOf = new Map<string, number>();
  #bytes = 0;
  #lastId = 0;
  readonly #added: NewSeries[] = [];
  readonly #helpOf: Map<string, string>;
  /** Metrics whose help the rules in force have given. */
  readonly #helped = new Set<string>();
  readonly #newHelps = new Map<string, string>();

  /** `known` are the ledger's series: id and key of each; `helps` what it says of metrics, by name. */
  constructor(
    bounds: SeriesBounds,
    known: Iterable<readonly [id: number, key: string]>,
    helps: Iterable<readonly [name: string, help: string]> = [],
    lastId = 0,
  ) {
    this.#lastId = lastId;
    this.#bounds = bounds;
    this.#helpOf = new Map(helps);
    for (const [id, key] of known) {
      this.#set(id, key);
      this.#lastId = Math.max(this.#lastId, id);
    }
  }

  /** How many there are, the overflow series left out. */
  get size(): number {
    return this.#idOf.size - (this.#idOf.has(OVERFLOW) ? 1 : 0);
  }

  /** What their keys take. */
  get bytes(): number {
    return this.#bytes;
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** Whether the series is there or may be made. */
  hasRoom({ key }: Series, matters: boolean): boolean {
    if (this.#idOf.has(key)) return true;
    const { maxSeries, maxSeriesBytes, reservedSeries } = this.#bounds;
    const share = matters ? 1 + reservedSeries / maxSeries : 1;
    return this.size < maxSeries * share && this.#bytes + bytesOf(key) <= maxSeriesBytes * share;
  }

  /** The id of the series; it is made where it is not there. `help` is that of its metric by the rules in force. */
  find({ key, name }: Series, help: string | undefined): number {
    this.#setHelp(name, help ?? '');
    const id = this.#idOf.get(key);
    if (id !== undefined) return id;
    const next = ++this.#lastId;
    this.#set(next, key);
    this.#added.push({ id: next, key });
    return next;
  }

  /** Series that the ledger has no longer. */
  forget(ids: ReadonlySet<number>): void {
    for (const [key, id] of this.#idOf) {
      if (!ids.has(id)) continue;
      this.#idOf.delete(key);
      this.#bytes -= bytesOf(key);
    }
  }

  /** The series that are new since the last call, the oldest `most` of them. */
  takeAdded(most = Number.POSITIVE_INFINITY): readonly NewSeries[] {
    return this.#added.splice(0, most);
  }

  /** The helps that have changed since the last call, by metric; empty for none. */
  takeHelps(): readonly (readonly [name: string, help: string])[] {
    const helps = [...this.#newHelps];
    this.#newHelps.clear();
    return helps;
  }

  /** Other rules are in force: what they say of a metric holds from its next sample on. */
  rulesChanged(): void {
    this.#helped.clear();
  }

  /** The first id that no {@link takeAdded} has given out yet. */
  get firstUntaken(): number {
    return this.#added[0]?.id ?? this.#lastId + 1;
  }

  /** Of rules that tell a metric's help differently, the first that is used wins. */
  #setHelp(name: string, help: string): void {
    if ((help === '' && this.#helpOf.size === 0) || this.#helped.has(name)) return;
    this.#helped.add(name);
    if (help === (this.#helpOf.get(name) ?? '')) return;
    this.#helpOf.set(name, help);
    this.#newHelps.set(name, help);
  }

  #set(id: number, key: string): void {
    this.#idOf.set(key, id);
    this.#bytes += bytesOf(key);
  }
}

function bytesOf(key: string): number {
  return /[^\0-\xff]/.test(key) ? 2 * key.length : key.length;
}
