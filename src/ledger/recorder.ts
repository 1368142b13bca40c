/**
 * The ledger's only writer. Increments wait in memory, are written in one transaction per day and flush, and only then
 * update the totals. If the disk refuses, they wait (bounded by series and days) and the next flush tries again.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../failure.ts';
import type { Day } from '../series/day.ts';
import type { NumberedSeries } from '../series/series.ts';
import { Committer } from './commit.ts';
import { dropSeries } from './drop.ts';
import { ledgerFailure } from './failure.ts';
import { Totals } from './totals.ts';

/** Increments of `day` since the last batch: `amounts[i]` for series `ids[i]`. */
export interface Batch {
  readonly day: Day;
  readonly newSeries: Iterable<NumberedSeries>;
  /** HELP texts that have changed, by metric name; an empty text means none. */
  readonly helps?: readonly (readonly [name: string, help: string])[];
  readonly ids: Uint32Array;
  readonly amounts: Float64Array;
  /** Number of samples in the amounts. */
  readonly samples: number;
}

/** Increments of a day that are not on disk yet. */
interface Pending {
  readonly day: Day;
  readonly amountOf: Map<number, number>;
  samples: number;
}

/** Most days that wait; older ones are merged into the next, to bound memory while nothing can be written. */
const MAX_PENDING_DAYS = 8;
/** Series written per turn of the event loop, so that a large flush does not delay a scrape. */
const SERIES_PER_TURN = 1_000;
/** How long a write waits for another program's lock, and the pause between two attempts. */
const MAX_WAIT_MS = 500;
const RETRY_MS = 10;
const SQLITE_BUSY = 5;

export class Recorder {
  readonly totals: Totals;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #displaced: () => Failure | undefined;
  readonly #committer: Committer;
  readonly #pending = new Map<Day, Pending>();
  /** Keys of series that are not in the ledger yet, by id. */
  readonly #pendingSeries = new Map<number, string>();
  readonly #pendingHelps = new Map<string, string>();
  #inFlight: Pending | undefined;
  #committedSamples = 0;
  #commits = 0;
  #failedCommits = 0;
  #failure: Failure | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #logIsEmpty = true;

  /**
   * `db` is the ledger at `path`, opened for writing; from now on only the recorder uses it. Counts wait while
   * `displaced` says that the file is not at its path. Throws a `Failure` if the ledger cannot be read.
   */
  constructor(path: string, db: DatabaseSync, displaced: () => Failure | undefined = () => undefined) {
    this.#path = path;
    this.#db = db;
    this.#displaced = displaced;
    // Waiting inside SQLite would block this thread: see #begin.
    db.exec('PRAGMA busy_timeout = 0');
    try {
      this.totals = Totals.load(db);
      this.#committer = new Committer(db, this.totals);
    } catch (error) {
      throw ledgerFailure(path, error);
    }
  }

  /** Reason why counts are not being committed; undefined if they are. */
  get failure(): Failure | undefined {
    return this.#failure ?? this.#displaced();
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

  record({ day, newSeries, helps = [], ids, amounts, samples }: Batch): void {
    if (ids.length === 0 && helps.length === 0) return;
    for (const { id, key } of newSeries) this.#pendingSeries.set(id, key);
    for (const [name, help] of helps) this.#pendingHelps.set(name, help);
    const amountOf = new Map<number, number>();
    for (const [index, id] of ids.entries()) amountOf.set(id, amounts[index] ?? 0);
    this.#wait({ day, amountOf, samples });
  }

  /** Commits what waits, oldest day first. A disk that refuses is not thrown: see {@link failure}. */
  async flush(): Promise<void> {
    for (const day of [...this.#pending.keys()].sort((a, b) => a - b)) {
      const pending = this.#pending.get(day);
      if (pending === undefined) continue;
      this.#pending.delete(day);
      this.#inFlight = pending;
      const helps = new Map(this.#pendingHelps);
      try {
        await this.write(() => this.#commit(pending, helps));
        this.#publish(pending, helps);
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

  /** Removes series that have no pending increments; see {@link tryWrite}. */
  async drop(ids: ReadonlySet<number>): Promise<boolean> {
    const isDropped = await this.tryWrite((db) => dropSeries(db, ids));
    if (isDropped) this.totals.remove(ids);
    return isDropped;
  }

  /** As {@link write}, but a disk that refuses is not thrown: returns false then, and see {@link failure}. */
  async tryWrite(action: (db: DatabaseSync) => void): Promise<boolean> {
    try {
      await this.write(action);
      this.#failure = undefined;
      return true;
    } catch (error) {
      this.#failure = ledgerFailure(this.#path, error);
      return false;
    }
  }

  /** Runs `action` in a transaction of its own, after the writes already queued. Throws what it throws. */
  write<T>(action: (db: DatabaseSync) => T | Promise<T>): Promise<T> {
    return this.inTurn(() => this.#transaction(action));
  }

  /** Queues `action`, which writes over another connection, with the writes here, so that none waits for a lock. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#lastWrite.then(action);
    this.#lastWrite = result.catch(() => undefined);
    return result;
  }

  /** Waits for the writes under way. */
  async settle(): Promise<void> {
    await this.#lastWrite;
  }

  /**
   * Empties the write-ahead log, which has the changes of each commit and would tell one process from another. It
   * cannot be emptied while somebody reads.
   */
  emptyLog(): 'empty' | 'being-read' | 'failed' {
    if (this.#logIsEmpty) return 'empty';
    try {
      this.#logIsEmpty = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0;
    } catch {
      return 'failed'; // The disk refuses; what is committed is safe in the log, and the next commit says so.
    }
    return this.#logIsEmpty ? 'empty' : 'being-read';
  }

  async #transaction<T>(action: (db: DatabaseSync) => T | Promise<T>): Promise<T> {
    const displaced = this.#displaced();
    if (displaced !== undefined) throw displaced;
    await this.#begin();
    try {
      const result = await action(this.#db);
      this.#db.exec('COMMIT');
      this.#logIsEmpty = false;
      this.emptyLog();
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Begins a transaction; waits for another program's write without blocking the thread. */
  async #begin(): Promise<void> {
    const deadline = performance.now() + MAX_WAIT_MS;
    for (;;) {
      try {
        this.#db.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  async #commit({ day, amountOf }: Pending, helps: ReadonlyMap<string, string>): Promise<void> {
    let written = 0;
    for (const [name, help] of helps) this.#committer.setHelp(name, help);
    for (const [id, amount] of amountOf) {
      const newKey = this.#pendingSeries.get(id);
      const change = { id, day, amount };
      if (newKey === undefined) this.#committer.add(change);
      else this.#committer.addFirst(change, newKey);
      written += 1;
      if (written % SERIES_PER_TURN === 0) await nextTurn();
    }
  }

  #publish({ day, amountOf, samples }: Pending, helps: ReadonlyMap<string, string>): void {
    for (const [id, amount] of amountOf) {
      if (this.#pendingSeries.delete(id)) this.totals.add(id);
      this.totals.apply({ id, day, amount });
    }
    for (const [name, help] of helps) {
      if (this.#pendingHelps.get(name) === help) this.#pendingHelps.delete(name);
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

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}
