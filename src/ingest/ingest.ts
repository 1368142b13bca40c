/** The main thread's side of the ingest thread: starts it, asks it for what it counted, tells it of new rules. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import { Thread } from '../thread.ts';
import type { IngestLimits } from './limits.ts';
import type { IngestAddresses, IngestBatch, IngestCalls, IngestConfig, MappingSource } from './messages.ts';
import type { LineTrace } from './trace.ts';

export interface Ingest {
  readonly addresses: IngestAddresses;
  /** Rejects if the thread ends by itself; what it had not handed over is lost. */
  readonly failed: Promise<never>;
  /** Whether anything has been counted since the last take; the thread is not asked. */
  hasCounted(): boolean;
  /** What was counted since the last take. */
  take(): Promise<IngestBatch>;
  /** Puts new rules in place of the old; throws, and keeps the old, where they cannot be compiled. */
  setMapping(mapping: MappingSource): Promise<void>;
  /** The names in any inventory: from now on. */
  setKnownPackages(packages: readonly string[]): Promise<void>;
  /** What would become of a line by the rules in force. */
  trace(line: string): Promise<LineTrace>;
  /** Forgets series that the ledger has no longer; gives the id of the overflow series. */
  forget(ids: ReadonlySet<number>): Promise<number>;
  /** Counts what has arrived and closes the sockets. */
  stop(): Promise<IngestBatch>;
  /** Ends the thread; what it had not handed over is lost. */
  close(): Promise<void>;
}

/**
 * A flood of new names makes garbage that V8 would rather keep than collect: these bounds keep the thread small, and
 * are far above what it holds. What a series takes is its key, its place in a map, and its sums.
 */
const MAX_YOUNG_MIB = 8;
const MAX_OLD_MIB = 48;
const MAX_SERIES_BYTES = 256;
/** A key is held once, and twice more while it is handed over. */
const KEY_COPIES = 3;

export async function startIngest(config: IngestConfig): Promise<Ingest> {
  const worker = new Worker(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url), {
    resourceLimits: {
      maxYoungGenerationSizeMb: MAX_YOUNG_MIB,
      maxOldGenerationSizeMb: heapMiB(config.limits),
    },
  });
  const thread = new Thread<IngestCalls>(
    worker,
    (error) => error ?? new Failure('ingest-ended', 'the ingest thread has ended'),
  );
  const end = () => thread.terminate(new Failure('ingest-ended', 'the ingest thread was stopped'));
  const waiting = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const addresses = await thread.ask('open', { ...config, waiting }).catch(async (error) => {
    await end();
    throw error;
  });
  return {
    addresses,
    failed: thread.ended,
    hasCounted: () => Atomics.load(waiting, 0) !== 0,
    take: () => thread.ask('take', undefined),
    setMapping: (mapping) => thread.ask('setMapping', mapping),
    setKnownPackages: (packages) => thread.ask('setKnownPackages', packages),
    trace: (line) => thread.ask('trace', line),
    forget: (ids) => thread.ask('forget', ids),
    stop: () => thread.ask('stop', undefined),
    close: end,
  };
}

function heapMiB({ maxSeries, reservedSeries, maxSeriesBytes }: IngestLimits): number {
  const share = 1 + reservedSeries / maxSeries;
  const bytes = share * (maxSeries * MAX_SERIES_BYTES + KEY_COPIES * maxSeriesBytes);
  return MAX_OLD_MIB + Math.ceil(bytes / 2 ** 20);
}
