/**
 * The ledger's one writer. Increments come in and wait in memory, go to disk in one transaction a day and flush,
 * and only then move the totals. Where the disk refuses, they keep waiting (bounded by series and days) and the
 * next flush tries again.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Failure } from '../failure.ts';
import type { Day } from '../series/day.ts';
import { Committer, type NewSeries } from './commit.ts';
import { ledgerFailure } from './failure.ts';
import { Totals } from './totals.ts';

/** What was counted on `day` since the last batch: `amounts[i]` more for series `ids[i]`. */
export interface Batch {
  readonly day: Day;
  readonly newSeries: readonly NewSeries[];
  readonly ids: Uint32Array;
  readonly amounts: Float64Array;
  /** How many samples the amounts are the sum of. */
  readonly samples: number;
}

/** A day's increments that are not on disk yet. */
interface Pending {
  readonly day: Day;
  readonly amountOf: Map<number, number>;
  samples: number;
}

/** Waiting days beyond this many are told as the next one: what bounds memory while nothing can be written. */
const MAX_PENDING_DAYS = 8;
/** Series written between two turns of the event loop, so that a large flush does not hold up a scrape. */
const SERIES_PER_TURN = 1_000;

export class Recorder {
  readonly totals: Totals;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #committer: Committer;
  readonly #pending = new Map<Day, Pending>();
  readonly #pendingSeries = new Map<number, NewSeries>();
  #inFlight: Pending | undefined;
  #committedSamples = 0;
  #commits = 0;
  #failedCommits = 0;
  #failure: Failure | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();

  /** `db` is the ledger at `path`, opened for writing; from now on the recorder is its only user. */
  constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
    this.totals = Totals.load(db);
    this.#committer = new Committer(db, this.totals);
  }

  /** Why the last flush did not succeed; undefined where it did. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  get committedSamples(): number {
    return this.#committedSamples;
  }

  get pendingSamples(): number {
    let samples = this.#inFlight?.samples ?? 0;
    for (const pending of this.#pending.values()) samples += pending.samples;
    return samples;
  }

  get commits(): { readonly succeeded: number; readonly failed: number } {
    return { succeeded: this.#commits, failed: this.#failedCommits };
  }

  record({ day, newSeries, ids, amounts, samples }: Batch): void {
    for (const entry of newSeries) this.#pendingSeries.set(entry.id, entry);
    const amountOf = new Map<number, number>();
    for (const [index, id] of ids.entries()) amountOf.set(id, amounts[index] ?? 0);
    this.#wait({ day, amountOf, samples });
  }

  /** Commits what waits, oldest day first. Does not throw for the disk's sake: see {@link failure}. */
  async flush(): Promise<void> {
    for (const day of [...this.#pending.keys()].sort((a, b) => a - b)) {
      const pending = this.#pending.get(day);
      if (pending === undefined) continue;
      this.#pending.delete(day);
      this.#inFlight = pending;
      try {
        await this.write(() => this.#commit(pending));
        this.#publish(pending);
        this.#commits += 1;
        this.#failure = undefined;
      } catch (error) {
        this.#wait(pending);
        this.#failedCommits += 1;
        this.#failure = ledgerFailure(this.#path, error);
        return;
      } finally {
        this.#inFlight = undefined;
      }
    }
  }

  /** Runs `action` in a transaction of its own, after the writes already asked for. Throws what it throws. */
  write<T>(action: (db: DatabaseSync) => T | Promise<T>): Promise<T> {
    const result = this.#lastWrite.then(() => this.#transaction(action));
    this.#lastWrite = result.catch(() => undefined);
    return result;
  }

  /** Waits for the writes under way. */
  async settle(): Promise<void> {
    await this.#lastWrite;
  }

  async #transaction<T>(action: (db: DatabaseSync) => T | Promise<T>): Promise<T> {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = await action(this.#db);
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  async #commit({ day, amountOf }: Pending): Promise<void> {
    let written = 0;
    for (const [id, amount] of amountOf) {
      const added = this.#pendingSeries.get(id);
      if (added !== undefined) this.#committer.insertSeries(added, day);
      this.#committer.add({ id, day, amount });
      written += 1;
      if (written % SERIES_PER_TURN === 0) await nextTurn();
    }
  }

  #publish({ day, amountOf, samples }: Pending): void {
    for (const [id, amount] of amountOf) {
      const added = this.#pendingSeries.get(id);
      if (added !== undefined) {
        this.totals.add(id, added.series, day);
        if (added.help !== undefined) this.totals.setHelp(added.series.name, added.help);
        this.#pendingSeries.delete(id);
      }
      this.totals.apply({ id, day, amount });
    }
    this.#committedSamples += samples;
  }

  #wait({ day, amountOf, samples }: Pending): void {
    const waiting = this.#pending.get(day);
    if (waiting === undefined) {
      this.#pending.set(day, { day, amountOf, samples });
    } else {
      for (const [id, amount] of amountOf) waiting.amountOf.set(id, (waiting.amountOf.get(id) ?? 0) + amount);
      waiting.samples += samples;
    }
    if (this.#pending.size > MAX_PENDING_DAYS) this.#mergeOldest();
  }

  #mergeOldest(): void {
    const [oldest, next] = [...this.#pending.keys()].sort((a, b) => a - b);
    const pending = oldest === undefined ? undefined : this.#pending.get(oldest);
    if (oldest === undefined || next === undefined || pending === undefined) return;
    this.#pending.delete(oldest);
    this.#wait({ ...pending, day: next });
  }
}
