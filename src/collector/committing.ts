/** Takes counts from the ingest thread and commits them to the ledger: at each tick, and the rest at the end. */
import { Failure } from '../failure.ts';
import type { IngestBatch, LastBatch } from '../ingest/messages.ts';
import type { Recorder } from '../ledger/recorder.ts';
import type { Log } from '../log.ts';
import type { Day } from '../series/day.ts';
import { unpackSeries } from '../series/series.ts';

export interface CommittingParts {
  readonly ingest: {
    /** Returns what was counted since the last take. */
    readonly take: () => Promise<IngestBatch>;
    /** Drains and closes the sockets, and returns the last counts. */
    readonly stop: () => Promise<LastBatch>;
  };
  readonly recorder: Recorder;
  readonly flushIntervalMs: number;
  readonly today: () => Day;
  readonly log: Log;
}

/** Longest time that a reader of the ledger can delay a commit. */
const MAX_HELD_BACK_MS = 10_000;

export class Committing {
  readonly #parts: CommittingParts;
  readonly #committed = Promise.withResolvers<void>();
  #latest: IngestBatch;
  #committing: Promise<void> = Promise.resolve();
  #between: Promise<unknown> = Promise.resolve();
  #ending: Promise<void> | undefined;
  #told: Failure | undefined;
  #heldBackMs = 0;

  private constructor(parts: CommittingParts, first: IngestBatch) {
    this.#parts = parts;
    this.#latest = first;
    this.#committed.promise.catch(() => undefined);
  }

  /** A socket that systemd held open may already have counts for a full first batch. */
  static async begin(parts: CommittingParts): Promise<Committing> {
    const first = await parts.ingest.take();
    const committing = new Committing(parts, first);
    committing.#record(first);
    return committing;
  }

  /** The last batch taken. */
  get latest(): IngestBatch {
    return this.#latest;
  }

  /** Resolves when {@link end} has committed everything; rejects if it could not. */
  get committed(): Promise<void> {
    return this.#committed.promise;
  }

  /** Once {@link end} was asked for, that commits. */
  async commit(): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#committing = this.#commitTaken();
    await this.#committing;
  }

  async #commitTaken(): Promise<void> {
    const { ingest, recorder, flushIntervalMs, log } = this.#parts;
    this.#record(await ingest.take());
    // While a reader keeps the write-ahead log from being emptied, commits wait: two of them in it would be a history.
    if (recorder.emptyLog() === 'being-read' && this.#heldBackMs < MAX_HELD_BACK_MS) {
      this.#heldBackMs += flushIntervalMs;
      return;
    }
    this.#heldBackMs = 0;
    await recorder.flush();
    reportDisk(log, this.#told, recorder.failure);
    this.#told = recorder.failure;
  }

  /** Runs what changes series between two commits; returns false, and runs nothing, once {@link end} was asked for. */
  async between(action: () => Promise<boolean>): Promise<boolean> {
    if (this.#ending !== undefined) return false;
    const done = action();
    this.#between = done;
    return done;
  }

  /** Commits the rest, once. Throws if the ingest thread has died or the disk refuses, after committing what it can. */
  end(): Promise<void> {
    this.#ending ??= this.#commitRest();
    this.#ending.then(this.#committed.resolve, this.#committed.reject);
    return this.#ending;
  }

  #record(batch: IngestBatch): void {
    this.#latest = batch;
    const newSeries = unpackSeries(batch.newSeries);
    this.#parts.recorder.record({ ...batch, newSeries, day: this.#parts.today() });
  }

  async #commitRest(): Promise<void> {
    const { ingest, recorder, log } = this.#parts;
    try {
      await this.#between.catch(() => undefined); // Whoever began it is told.
      // At once, beside a commit that is under way: nothing more is to come.
      const [rest] = await Promise.all([ingest.stop(), this.#committing]);
      this.#record(rest);
      const lines = rest.counters.relay?.waiting ?? 0;
      if (!rest.isDrained) log.warn('datagrams that had arrived are lost: reading them takes too long');
      if (lines > 0) log.warn('lines that waited for the other statsd server are lost', { lines });
    } finally {
      await recorder.flush();
    }
    const { failure, pendingSamples } = recorder;
    if (failure === undefined) return;
    const lost =
      pendingSamples === 0 ? 'nothing was waiting' : `${pendingSamples} samples that waited are lost`;
    throw new Failure('counts-lost', `${failure.message}; ${lost}`, { cause: failure });
  }
}

function reportDisk(log: Log, before: Failure | undefined, after: Failure | undefined): void {
  if (before?.message === after?.message) return;
  if (after === undefined) log.info('the ledger can be written again');
  else log.error('the ledger cannot be written, counts wait in memory', { error: after.message });
}
