/**
 * What inventories are to a running collector: they come in over HTTP or by another program into the ledger,
 * and then decide which names are known and which packages are shown at 0.
 */
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { knownNames } from '../ledger/installed.ts';
import type { Recorder } from '../ledger/recorder.ts';
import type { Day } from '../series/day.ts';
import { moved } from '../thread.ts';
import { inventoryOperations } from '../web/api/environments.ts';
import type { Operation } from '../web/api/operation.ts';
import { writeAccess } from '../web/api/write-access.ts';
import { inventoryThread } from './inventory-thread.ts';

export interface InventoryParts {
  readonly ledgerPath: string;
  readonly db: DatabaseSync;
  readonly recorder: Recorder;
  /** Told of the names in any inventory, when they change. */
  readonly setKnownPackages: (packages: readonly string[]) => Promise<void>;
  /** Called when they have changed. */
  readonly changed: () => void;
  /** Called before one is read, for which much memory is needed. */
  readonly makeRoom: () => Promise<void>;
  readonly pushTokenFile: string | undefined;
  /** Something before the app lets through only who may write. */
  readonly isGuarded: boolean;
  readonly today: () => Day;
}

export interface LiveInventories {
  readonly operations: readonly Operation[];
  /** Another number where they have changed. */
  revision(): number;
  /** Takes notice of what another program has recorded since the last call. */
  refresh(): Promise<void>;
  /** To be called when series are gone: what they imported is not imported. */
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
    const read = await thread.ask('read', moved({ bytes, name, today: today() }, bytes.buffer));
    if (recorder.failure !== undefined) throw recorder.failure;
    await recorder.inTurn(() => thread.ask('record', undefined));
    await inventoriesChanged();
    return read;
  };
  // Changes where another connection has committed, and not with what is written here.
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
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Failure('file-unreadable', `${path} cannot be read, which holds the push token`, {
      cause: error,
      about: path,
    });
  }
  if (/^\S{8,}$/.test(token)) return token;
  throw new Failure('token-invalid', `${path} holds no push token: one word of 8 characters or more`, {
    about: path,
  });
}
