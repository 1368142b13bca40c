/**
 * The thread that records what is pushed: the bytes of an inventory in, what was recorded out. Reading megabytes of
 * JSON and writing them to the ledger takes long and much memory; here neither a scrape nor a commit waits for it, and
 * what is made to be large ends this thread alone.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Place } from '../environment/read-inventory.ts';
import { Failure } from '../failure.ts';
import { OccasionalThread } from '../thread.ts';
import type { RecordedInventory } from '../web/api/environments.ts';

/** An inventory of 8 MiB that is one takes half of it. */
const MAX_HEAP_MIB = 64;
const MAX_YOUNG_MIB = 4;
const MAX_WAITING = 4;
const IDLE_MS = 2_000;

export interface PushedInventory extends Place {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type InventoryCalls = {
  /** Reads and checks an inventory, which is the next one to record. */
  readonly read: { readonly takes: PushedInventory; readonly gives: RecordedInventory };
  /** Writes it to the ledger. */
  readonly record: { readonly takes: undefined; readonly gives: undefined };
};

export function inventoryThread(ledgerPath: string): OccasionalThread<InventoryCalls> {
  return new OccasionalThread<InventoryCalls>({
    start: () =>
      new Worker(new URL(`./inventory-worker${extname(import.meta.filename)}`, import.meta.url), {
        workerData: ledgerPath,
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
      }),
    ended: (reason) => new Failure('inventory-too-large', `the inventory cannot be read: ${reason}`),
    busy: () => new Failure('inventories-busy', 'other inventories are being recorded: try again'),
    maxWaiting: MAX_WAITING,
    idleMs: IDLE_MS,
  });
}
