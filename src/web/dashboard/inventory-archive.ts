/** The inventories of the past, from an open ledger. */
import type { DatabaseSync } from 'node:sqlite';
import { inventoryAt, inventoryDays } from '../../ledger/inventories.ts';
import type { InventoryArchive } from '../pages/environment-reading.ts';

export function inventoryArchive(db: DatabaseSync): InventoryArchive {
  return {
    daysOf: (environment) => inventoryDays(db, environment),
    inventoryAt: (environment, day) => inventoryAt(db, environment, day),
  };
}
