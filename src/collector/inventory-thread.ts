/**
 * The thread that records pushed inventories: bytes in, a summary out. Parsing megabytes of JSON and writing them to
 * the ledger takes time and memory; in a thread of its own it delays neither scrapes nor commits, and an inventory that
 * needs too much memory ends only this thread.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Place } from '../environment/read-inventory.ts';
import { Failure } from '../failure.ts';
import { OccasionalThread } from '../thread.ts';
import type { RecordedInventory } from '../web/api/environments.ts';

/** Twice what a valid inventory of 4 MiB needs. */
const MAX_HEAP_MIB = 40;
const MAX_YOUNG_MIB = 4;
const MAX_WAITING = 4;
const IDLE_MS = 2_000;

export interface PushedInventory extends Place {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type InventoryCalls = {
  /** Parses and checks an inventory, and keeps it for `record`. */
  readonly read: { readonly takes: PushedInventory; readonly gives: RecordedInventory };
  /** Writes the kept inventory to the ledger. */
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
