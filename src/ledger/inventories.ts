/**
 * Inventories in the ledger: one document per day on which an environment changed, and for each distribution the days
 * between which it was installed. For writes, the caller holds the transaction.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Inventory } from '../environment/inventory.ts';
import { Failure } from '../failure.ts';
import { checkedDay, type Day, formatDay } from '../series/day.ts';
import { newestDay, rebuildStays, recordStays, staysStamp } from './installed.ts';

/** Bounds the ledger against a script that generates names; nobody has that many environments. */
export const MAX_ENVIRONMENTS = 1_000;
/** Code of the failure above it. */
const TOO_MANY_ENVIRONMENTS = 'too-many-environments';

/** Stored instead of a document that equals the one before. */
const UNCHANGED = '';

/**
 * Records an inventory for its day, replacing an earlier one of that day, and updates the stays. Days may come in any
 * order.
 */
export function recordInventory(db: DatabaseSync, inventory: Inventory): void {
  const { environment } = inventory;
  const day = checkedDay(inventory.day);
  const newest = newestDay(db, environment);
  if (newest === undefined) refuseTooMany(db, environment);
  detachNext(db, environment, day);
  const before = parse(readDocument(db, environment, day - 1));
  const isUnchanged = before !== undefined && contentOf(before) === contentOf(inventory);
  store(db, environment, day, isUnchanged ? UNCHANGED : JSON.stringify(inventory));
  if (newest === undefined || day >= newest) recordStays(db, inventory, day);
  else rebuildStays(db, environment);
}

/** The newest inventory, dated with the last day on which it was recorded. */
export function latestInventory(db: DatabaseSync, environment: string): Inventory | undefined {
  const newest = newestDay(db, environment);
  return newest === undefined ? undefined : inventoryAt(db, environment, newest);
}

/** The newest inventory of `day` or before, dated with the day on which it was recorded. */
export function inventoryAt(db: DatabaseSync, environment: string, day: Day): Inventory | undefined {
  const inventory = readInventory(db, environment, day);
  const row = db
    .prepare('SELECT max(day) AS day FROM inventories WHERE environment = ? AND day <= ?')
    .get(environment, day);
  return inventory && { ...inventory, day: formatDay(Number(row?.day)) };
}

/** A text that changes with the newest inventory of the environment or its stays; much cheaper than reading them. */
export function inventoryStamp(db: DatabaseSync, environment: string): string {
  const newest = newestDay(db, environment);
  if (newest === undefined) return '';
  return `${newest} ${staysStamp(db, environment)} ${readDocument(db, environment, newest)}`;
}

/** Names of the environments with an inventory, sorted. */
export function inventoriedEnvironments(db: DatabaseSync): string[] {
  const rows = db.prepare('SELECT DISTINCT environment FROM inventories ORDER BY environment').all();
  return rows.map(({ environment }) => String(environment));
}

/** Days on which the environment changed, in ascending order. */
export function inventoryDays(db: DatabaseSync, environment: string): Day[] {
  const rows = db
    .prepare('SELECT day FROM inventories WHERE environment = ? AND document <> ? ORDER BY day')
    .all(environment, UNCHANGED);
  return rows.map(({ day }) => Number(day));
}

/** Stores a document for the day after `day` if it has none of its own, since the one of `day` may be replaced now. */
function detachNext(db: DatabaseSync, environment: string, day: Day): void {
  const next = db
    .prepare('SELECT day, document FROM inventories WHERE environment = ? AND day > ? ORDER BY day LIMIT 1')
    .get(environment, day);
  if (next?.document !== UNCHANGED) return;
  const inventory = parse(readDocument(db, environment, Number(next.day)));
  if (inventory !== undefined) store(db, environment, Number(next.day), JSON.stringify(inventory));
}

function store(db: DatabaseSync, environment: string, day: Day, document: string): void {
  db.prepare('INSERT OR REPLACE INTO inventories VALUES (?, ?, ?)').run(environment, day, document);
}

function readInventory(db: DatabaseSync, environment: string, day: Day): Inventory | undefined {
  const document = readDocument(db, environment, day);
  const inventory = parse(document);
  if (document === undefined || inventory !== undefined) return inventory;
  throw new Failure(
    'ledger-corrupt',
    `the inventory of ${environment} of ${formatDay(day)} or before is damaged in the ledger: record it again with \`popcon inventory\``,
  );
}

/** Undefined if the document is damaged: only what the schema has parsed is ever stored. */
function parse(document: string | undefined): Inventory | undefined {
  try {
    return document === undefined ? undefined : JSON.parse(document);
  } catch {
    return undefined;
  }
}

/** The newest document of `day` or before. */
function readDocument(db: DatabaseSync, environment: string, day: Day): string | undefined {
  const row = db
    .prepare(
      `SELECT document FROM inventories WHERE environment = ? AND day <= ? AND document <> ?
         ORDER BY day DESC LIMIT 1`,
    )
    .get(environment, day, UNCHANGED);
  return row && String(row.document);
}

function refuseTooMany(db: DatabaseSync, environment: string): void {
  if (inventoriedEnvironments(db).length < MAX_ENVIRONMENTS) return;
  throw new Failure(
    TOO_MANY_ENVIRONMENTS,
    `${environment} would be environment ${MAX_ENVIRONMENTS + 1}: the ledger keeps inventories of ${MAX_ENVIRONMENTS}`,
  );
}

/** The text of everything but the day. The schema fixes the order of fields, so equal content is equal text. */
function contentOf(inventory: Inventory): string {
  return JSON.stringify({ ...inventory, day: '' });
}
