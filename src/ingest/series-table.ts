/**
 * The ids of all series, by key. Bounded in number and in the bytes of the keys; above both bounds is a reserve that
 * only known packages and counts of processes may use.
 */
import { OVERFLOW } from '../series/metrics.ts';
import type { NumberedSeries, Series } from '../series/series.ts';

export interface SeriesBounds {
  readonly maxSeries: number;
  /** Of all keys together, as V8 stores them: one byte per character, two if any is outside of Latin-1. */
  readonly maxSeriesBytes: number;
  /** Size of the reserve in series; it adds the same proportion of bytes. */
  readonly reservedSeries: number;
}

export class SeriesTable {
  readonly #bounds: SeriesBounds;
  readonly #idOf = new Map<string, number>();
  #bytes = 0;
  #lastId = 0;
  readonly #added: NumberedSeries[] = [];
  readonly #helpOf: Map<string, string>;
  /** Metrics whose help comes from the current rules. */
  readonly #helped = new Set<string>();
  readonly #newHelps = new Map<string, string>();

  /** `known` are the series in the ledger, `helps` its HELP texts by metric name. */
  constructor(
    bounds: SeriesBounds,
    known: Iterable<NumberedSeries>,
    helps: Iterable<readonly [name: string, help: string]> = [],
    lastId = 0,
  ) {
    this.#lastId = lastId;
    this.#bounds = bounds;
    this.#helpOf = new Map(helps);
    for (const { id, key } of known) {
      this.#set(id, key);
      this.#lastId = Math.max(this.#lastId, id);
    }
  }

  /** Number of series, without the overflow series. */
  get size(): number {
    return this.#idOf.size - (this.#idOf.has(OVERFLOW) ? 1 : 0);
  }

  /** Size of their keys. */
  get bytes(): number {
    return this.#bytes;
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** True if the series exists or may be created. */
  hasRoom({ key }: Series, matters: boolean): boolean {
    if (this.#idOf.has(key)) return true;
    const { maxSeries, maxSeriesBytes, reservedSeries } = this.#bounds;
    const share = matters ? 1 + reservedSeries / maxSeries : 1;
    return this.size < maxSeries * share && this.#bytes + bytesOf(key) <= maxSeriesBytes * share;
  }

  /** Id of the series, which is created if needed. `help` is its metric's text by the current rules. */
  find({ key, name }: Series, help: string | undefined): number {
    this.#setHelp(name, help ?? '');
    const id = this.#idOf.get(key);
    if (id !== undefined) return id;
    const next = ++this.#lastId;
    this.#set(next, key);
    this.#added.push({ id: next, key });
    return next;
  }

  /** Removes series that are no longer in the ledger. */
  forget(ids: ReadonlySet<number>): void {
    for (const [key, id] of this.#idOf) {
      if (!ids.has(id)) continue;
      this.#idOf.delete(key);
      this.#bytes -= bytesOf(key);
    }
  }

  /** Returns the oldest `most` series that were created since the last call. */
  takeAdded(most = Number.POSITIVE_INFINITY): readonly NumberedSeries[] {
    return this.#added.splice(0, most);
  }

  /** Returns HELP texts that changed since the last call, by metric; an empty text means none. */
  takeHelps(): readonly (readonly [name: string, help: string])[] {
    const helps = [...this.#newHelps];
    this.#newHelps.clear();
    return helps;
  }

  /** To be called after a change of rules: their help applies from the next sample of a metric on. */
  rulesChanged(): void {
    this.#helped.clear();
  }

  /** The first id that {@link takeAdded} has not returned yet. */
  get firstUntaken(): number {
    return this.#added[0]?.id ?? this.#lastId + 1;
  }

  /** If rules disagree on the help of a metric, the first that matches a sample wins. */
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
