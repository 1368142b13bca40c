/** The main thread's side of the ingest thread: starts it, takes its counts, gives it new rules. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import { Thread } from '../thread.ts';
import type { IngestLimits } from './limits.ts';
import type { IngestAddresses, IngestBatch, IngestCalls, IngestConfig, LastBatch } from './messages.ts';
import type { LineTrace } from './trace.ts';

export interface Ingest {
  readonly addresses: IngestAddresses;
  /** Rejects if the thread ends unexpectedly; counts that were not taken are lost then. */
  readonly failed: Promise<never>;
  /** True if anything was counted since the last take; read from shared memory, without asking the thread. */
  hasCounted(): boolean;
  /** Returns what was counted since the last take. */
  take(): Promise<IngestBatch>;
  setMapping(mapping: IngestConfig['mapping']): Promise<void>;
  /** Replaces the set of names that are in any inventory. */
  setKnownPackages(packages: readonly string[]): Promise<void>;
  /** Says what the current rules would do with a line. */
  trace(line: string): Promise<LineTrace>;
  /** Removes series that are no longer in the ledger; returns the id of the overflow series. */
  forget(ids: ReadonlySet<number>): Promise<number>;
  /** Counts what has arrived and closes the sockets. */
  stop(): Promise<LastBatch>;
  /** Ends the thread; what it had not handed over is lost. */
  close(): Promise<void>;
}

/**
 * Without a heap limit, V8 delays collecting the garbage of a flood of new names. These limits are far above what the
 * thread needs: per series its key, a map entry and its sums.
 */
const MAX_YOUNG_MIB = 8;
const MAX_OLD_MIB = 48;
const MAX_SERIES_BYTES = 256;
/** A key is held once, and two more times while it is passed to the main thread. */
const KEY_COPIES = 3;

/** Heap per MiB of rules: those in force, and new ones beside them. */
const MIB_OF_RULES = 40;
/** Rules that the heap has room for in any case. */
const LEAST_RULES_CHARACTERS = 512 * 1024;

export async function startIngest(config: IngestConfig): Promise<Ingest> {
  const worker = new Worker(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url), {
    resourceLimits: {
      maxYoungGenerationSizeMb: MAX_YOUNG_MIB,
      maxOldGenerationSizeMb:
        heapMiB(config.limits) + Math.round((MIB_OF_RULES * config.mapping.length) / 2 ** 20),
    },
  });
  const thread = new Thread<IngestCalls>(
    worker,
    (error) => error ?? new Failure('ingest-ended', 'the ingest thread has ended'),
  );
  const end = () => thread.terminate(new Failure('ingest-ended', 'the ingest thread was stopped'));
  // Not `config` below, which has every key of the ledger and would be kept for as long as the thread.
  const mostRules = Math.max(LEAST_RULES_CHARACTERS, config.mapping.length * 1.1);
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
    setMapping: async (mapping) => {
      if (mapping.length > mostRules) {
        const message = 'the mapping has many more rules than at the start, which take a restart';
        throw new Failure('mapping-invalid', message);
      }
      await thread.ask('setMapping', mapping);
    },
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
