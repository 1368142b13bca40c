/** A map that forgets: what is older than its time, and past its size what was put in first. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly expiresMs: number }>();
  readonly #maxEntries: number;
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  constructor(bounds: { readonly maxEntries: number; readonly lifetimeMs: number }, now: () => number) {
    this.#maxEntries = bounds.maxEntries;
    this.#lifetimeMs = bounds.lifetimeMs;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresMs > this.#now()) return entry?.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= this.#maxEntries && oldest.done !== true) this.#entries.delete(oldest.value);
    this.#entries.set(key, { value, expiresMs: this.#now() + this.#lifetimeMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
