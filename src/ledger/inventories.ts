/**
 * Inventories in the ledger: a document a day on which an environment changed, and of each distribution the
 * days between which it was installed. The caller holds the transaction of what writes.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Inventory } from '../environment/inventory.ts';
import { Failure } from '../failure.ts';
import { type Day, formatDay, parseDay } from '../series/day.ts';
import { newestDay, rebuildStays, recordStays, staysStamp } from './installed.ts';

/** More environments than anybody has: what bounds the ledger against a script that makes up names. */
export const MAX_ENVIRONMENTS = 1_000;
/** Code of the failure past it. */
export const TOO_MANY_ENVIRONMENTS = 'too-many-environments';

/** Stands for the document of the day recorded before, where nothing has changed since. */
const UNCHANGED = '';

/**
 * Records what was installed on the inventory's day, in place of what was recorded for that day before. Days
 * may come in any order; the stays follow.
 */
export function recordInventory(db: DatabaseSync, inventory: Inventory): void {
  const { environment } = inventory;
  const day = dayOfInventory(inventory);
  const newest = newestDay(db, environment);
  if (newest === undefined) refuseTooMany(db, environment);
  detachNext(db, environment, day);
  const before = parse(readDocument(db, environment, day - 1));
  const isUnchanged = before !== undefined && contentOf(before) === contentOf(inventory);
  store(db, environment, day, isUnchanged ? UNCHANGED : JSON.stringify(inventory));
  if (newest === undefined || day >= newest) recordStays(db, inventory, day);
  else rebuildStays(db, environment);
}

/** The newest inventory, under the last day on which it was recorded. */
export function latestInventory(db: DatabaseSync, environment: string): Inventory | undefined {
  const newest = newestDay(db, environment);
  return newest === undefined ? undefined : inventoryAt(db, environment, newest);
}

/** What was installed on `day`: the newest inventory of that day or before, under the day it was recorded. */
export function inventoryAt(db: DatabaseSync, environment: string, day: Day): Inventory | undefined {
  const inventory = readInventory(db, environment, day);
  const row = db
    .prepare('SELECT max(day) AS day FROM inventories WHERE environment = ? AND day <= ?')
    .get(environment, day);
  return inventory && { ...inventory, day: formatDay(Number(row?.day)) };
}

/** Changes with the environment's newest inventory and its stays; far cheaper than reading them. */
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

/** Days on which the environment was other than before, in their order. */
export function inventoryDays(db: DatabaseSync, environment: string): Day[] {
  const rows = db
    .prepare('SELECT day FROM inventories WHERE environment = ? AND document <> ? ORDER BY day')
    .all(environment, UNCHANGED);
  return rows.map(({ day }) => Number(day));
}

/** Gives the day behind `day`, where it leans on the document that may now be replaced, a copy of its own. */
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

function dayOfInventory({ day }: Inventory): Day {
  const parsed = parseDay(day);
  if (parsed === undefined) throw new Failure('inventory-invalid', `${day} is not a day written YYYY-MM-DD`);
  return parsed;
}

/** All but the day. The schema gives fields their order, so equal content is equal text. */
function contentOf(inventory: Inventory): string {
  return JSON.stringify({ ...inventory, day: '' });
}
