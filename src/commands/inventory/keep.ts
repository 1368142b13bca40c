/** Where an inventory is kept: a ledger, a collector, a file. One of them, or none. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Inventory } from '../../environment/inventory.ts';
import { Failure } from '../../failure.ts';
import { ledgerFailure } from '../../ledger/failure.ts';
import { recordInventory } from '../../ledger/inventories.ts';
import { openLedger } from '../../ledger/open.ts';
import { pushInventory } from './push.ts';

export interface Keeping {
  readonly ledger?: string;
  readonly push?: string;
  readonly tokenFile?: string;
  readonly output?: string;
  /** It goes to standard output: unless another place is named, nowhere else. */
  readonly json?: true;
}

/** Where `popcon serve` keeps counts and `popcon unused` reads them. */
export const DEFAULT_LEDGER = './popcon.db';

/** Keeps it where the options say; returns the sentence that tells where. */
export async function keepInventory(
  inventory: Inventory,
  options: Keeping,
  signal: AbortSignal,
): Promise<string> {
  if (options.tokenFile !== undefined && options.push === undefined)
    throw new Failure('token-without-push', '--token-file is for --push URL');
  const { push, output, tokenFile } = options;
  const isAsked = push !== undefined || output !== undefined || options.json === true;
  const ledger = options.ledger ?? (!isAsked && existsSync(DEFAULT_LEDGER) ? DEFAULT_LEDGER : undefined);
  if (ledger !== undefined) {
    recordIn(ledger, inventory);
    return `Recorded in ${ledger}.`;
  }
  if (push !== undefined) {
    const token = tokenFile === undefined ? undefined : readToken(tokenFile);
    await pushInventory(inventory, { url: push, token, signal });
    return `Recorded at ${push}.`;
  }
  if (output !== undefined) {
    writeAtOnce(output, toJson(inventory));
    return `Written to ${output}.`;
  }
  return `Recorded nowhere: there is no ${DEFAULT_LEDGER} here; --ledger, --push or --output say where.`;
}

function recordIn(path: string, inventory: Inventory): void {
  using db = openLedger(path);
  try {
    db.exec('BEGIN IMMEDIATE');
    recordInventory(db, inventory);
    db.exec('COMMIT');
  } catch (error) {
    throw ledgerFailure(path, error);
  }
}

function readToken(path: string): string {
  const token = readText(path)?.trim();
  if (token === undefined || token === '')
    throw new Failure('no-token', `--token-file ${path}: no token can be read there`);
  return token;
}

/** A reader of the file sees the old text or the new one. */
function writeAtOnce(path: string, text: string): void {
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, text);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('unwritable-file', `--output ${path} cannot be written: ${reason}`, { cause: error });
  }
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function toJson(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}
