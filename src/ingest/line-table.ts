/**
 * A cache from the bytes of a line to the series it counts in and the amount. Reporters send the same few thousand
 * lines again and again, so a known line costs a hash and a comparison and never becomes a string. Bounded in entries
 * and bytes, and emptied when full. The hash has a secret seed, so that nobody can construct lines that collide, and a
 * search stops after {@link MAX_PROBES}: a line that finds no free slot is not cached.
 */
import { randomInt } from 'node:crypto';

/** Index of a line in the table, or {@link NONE}. */
type Slot = number;

const EMPTY = 0;
const NONE = -1;
const MAX_PROBES = 16;
/** Longer lines are rare and not cached. */
const MAX_LINE_BYTES = 512;

export class LineTable {
  readonly #maxLines: number;
  readonly #mask: number;
  readonly #seed = randomInt(2 ** 32);
  /** Open addressing: hash table of line number + 1. */
  readonly #buckets: Uint32Array;
  readonly #hashOf: Uint32Array;
  readonly #startOf: Uint32Array;
  readonly #lengthOf: Uint16Array;
  readonly #seriesOf: Uint32Array;
  readonly #amountOf: Float64Array;
  readonly #bytes: Uint8Array;
  #lines = 0;
  #usedBytes = 0;
  /** Of the last search: the hash, and the first free bucket, where there was one within {@link MAX_PROBES}. */
  #lastHash = 0;
  #freeBucket = NONE;

  constructor(maxLines: number, maxBytes: number) {
    this.#maxLines = maxLines;
    const buckets = 2 ** Math.ceil(Math.log2(2 * maxLines));
    this.#mask = buckets - 1;
    this.#buckets = new Uint32Array(buckets);
    this.#hashOf = new Uint32Array(maxLines);
    this.#startOf = new Uint32Array(maxLines);
    this.#lengthOf = new Uint16Array(maxLines);
    this.#seriesOf = new Uint32Array(maxLines);
    this.#amountOf = new Float64Array(maxLines);
    this.#bytes = new Uint8Array(maxBytes);
  }

  get size(): number {
    return this.#lines;
  }

  seriesOf(slot: Slot): number {
    return this.#seriesOf[slot] ?? 0;
  }

  amountOf(slot: Slot): number {
    return this.#amountOf[slot] ?? 0;
  }

  /** Index of a line, {@link NONE} if it is not in the table. */
  find(bytes: Uint8Array, start: number, end: number): Slot {
    let hash = this.#seed ^ (end - start);
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    this.#lastHash = hash;
    this.#freeBucket = NONE;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const bucket = (hash + probe) & this.#mask;
      const entry = this.#buckets[bucket] as number;
      if (entry === EMPTY) {
        this.#freeBucket = bucket;
        return NONE;
      }
      if (this.#hashOf[entry - 1] === hash && this.#equals(entry - 1, bytes, start, end)) return entry - 1;
    }
    return NONE;
  }

  /** Adds the line that {@link find} has just not found. */
  learn(bytes: Uint8Array, start: number, end: number, series: number, amount: number): void {
    const length = end - start;
    if (length > MAX_LINE_BYTES || length > this.#bytes.length) return;
    if (this.#lines === this.#maxLines || this.#usedBytes + length > this.#bytes.length) this.clear();
    if (this.#freeBucket === NONE) return;
    const slot = this.#lines++;
    this.#hashOf[slot] = this.#lastHash;
    this.#startOf[slot] = this.#usedBytes;
    this.#lengthOf[slot] = length;
    this.#seriesOf[slot] = series;
    this.#amountOf[slot] = amount;
    this.#bytes.set(bytes.subarray(start, end), this.#usedBytes);
    this.#usedBytes += length;
    this.#buckets[this.#freeBucket] = slot + 1;
  }

  clear(): void {
    this.#buckets.fill(EMPTY);
    this.#freeBucket = this.#lastHash & this.#mask;
    this.#lines = 0;
    this.#usedBytes = 0;
  }

  #equals(slot: Slot, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.#lengthOf[slot] !== length) return false;
    const own = this.#bytes;
    const from = this.#startOf[slot] as number;
    for (let at = 0; at < length; at++) if (own[from + at] !== bytes[start + at]) return false;
    return true;
  }
}
