/**
 * Inventories in a running collector: recorded over HTTP, or by another program in the ledger, they decide which names
 * are known and which packages `/metrics` shows at 0.
 */
import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { knownNames } from '../ledger/installed.ts';
import type { Recorder } from '../ledger/recorder.ts';
import { readRegularFile, unreadable } from '../regular-file.ts';
import type { Day } from '../series/day.ts';
import { moved } from '../thread.ts';
import { inventoryOperations } from '../web/api/environments.ts';
import type { Operation } from '../web/api/operation.ts';
import { writeAccess } from '../web/api/write-access.ts';
import { inventoryThread } from './inventory-thread.ts';

const MAX_TOKEN_BYTES = 4_096;

export interface InventoryParts {
  readonly ledgerPath: string;
  readonly db: DatabaseSync;
  readonly recorder: Recorder;
  /** Called with the names in any inventory, when they change. */
  readonly setKnownPackages: (packages: readonly string[]) => Promise<void>;
  /** Called after inventories changed. */
  readonly changed: () => void;
  /** Called before one is read, for which much memory is needed. */
  readonly makeRoom: () => Promise<void>;
  readonly pushTokenFile: string | undefined;
  /** True if the Hub's login already limits who may write. */
  readonly isGuarded: boolean;
  readonly today: () => Day;
}

export interface LiveInventories {
  readonly operations: readonly Operation[];
  /** Changes when inventories change. */
  revision(): number;
  /** Detects what another program has recorded since the last call. */
  refresh(): Promise<void>;
  /** To be called after series were dropped: their packages are without imports again. */
  changed(): Promise<void>;
  close(): Promise<void>;
}

export async function openInventories(parts: InventoryParts): Promise<LiveInventories> {
  const { ledgerPath, db, recorder, setKnownPackages, changed, makeRoom, pushTokenFile, isGuarded, today } =
    parts;
  const thread = inventoryThread(ledgerPath);
  let revision = 0;
  const inventoriesChanged = async () => {
    revision++;
    changed();
    await setKnownPackages([...knownNames(db)]);
  };
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const record = async (bytes: Uint8Array<ArrayBuffer>, name: string) => {
    if (isClosed) throw new Failure('inventories-busy', 'the collector is ending: try again');
    await makeRoom();
    try {
      const read = await thread.ask('read', moved({ bytes, name, today: today() }, bytes.buffer));
      if (recorder.failure !== undefined) throw recorder.failure;
      await recorder.inTurn(() => thread.ask('record', undefined));
      await inventoriesChanged();
      return read;
    } finally {
      await thread.rest();
    }
  };
  // `data_version` changes when another connection commits, not when this one does.
  const dataVersion = db.prepare('PRAGMA data_version');
  const readVersion = () => Number(dataVersion.get()?.data_version);
  let seenVersion = readVersion();
  return {
    operations: inventoryOperations({
      record: (bytes, name) => {
        const recorded = last.then(() => record(bytes, name));
        last = recorded.catch(() => undefined);
        return recorded;
      },
      access: isGuarded
        ? undefined
        : writeAccess(pushTokenFile === undefined ? undefined : readToken(pushTokenFile)),
    }),
    revision: () => revision,
    async refresh() {
      const version = readVersion();
      if (version === seenVersion) return;
      seenVersion = version;
      await inventoriesChanged();
    },
    changed: inventoriesChanged,
    close() {
      isClosed = true;
      return thread.close();
    },
  };
}

function readToken(path: string): string {
  let token: string;
  try {
    token = readRegularFile(path, MAX_TOKEN_BYTES).toString('utf8').trim();
  } catch (error) {
    throw unreadable(`the push token's file ${path}`, error, path);
  }
  if (/^\S{8,}$/.test(token)) return token;
  throw new Failure('token-invalid', `${path} holds no push token: one word of 8 characters or more`, {
    about: path,
  });
}
