/** Runs in the thread of `inventory-thread.ts`: parses one inventory at a time, then writes it to the ledger. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Inventory } from '../environment/inventory.ts';
import { readInventory } from '../environment/read-inventory.ts';
import { Failure } from '../failure.ts';
import { ledgerFailure } from '../ledger/failure.ts';
import { recordInventory } from '../ledger/inventories.ts';
import { openLedger } from '../ledger/open.ts';
import { answerCalls } from '../thread.ts';
import type { InventoryCalls } from './inventory-thread.ts';

const ledgerPath = workerData as string;

if (parentPort !== null) {
  let next: Inventory | undefined;
  answerCalls<InventoryCalls>(parentPort, {
    read: ({ bytes, ...place }) => {
      next = undefined;
      next = readInventory(bytes, place);
      const { environment, day, distributions } = next;
      return { environment, day, distributions: distributions.length };
    },
    record: () => {
      // The thread that parsed it has ended since.
      if (next === undefined)
        throw new Failure('inventories-busy', 'the ledger was busy too long: try again');
      record(next);
      next = undefined;
    },
  });
}

function record(inventory: Inventory): void {
  using db = openLedger(ledgerPath);
  try {
    db.exec('BEGIN IMMEDIATE');
    recordInventory(db, inventory);
    db.exec('COMMIT');
  } catch (error) {
    throw ledgerFailure(ledgerPath, error);
  }
}
