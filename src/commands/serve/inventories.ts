/**
 * What inventories are to a running collector: they come in over HTTP or by another program into the ledger,
 * and then decide which names are known and which packages are shown at 0.
 */
import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { InstalledAtZero } from '../../exposition/installed.ts';
import type { RecordedSeries } from '../../exposition/ledger-families.ts';
import { Failure } from '../../failure.ts';
import { ledgerFailure } from '../../ledger/failure.ts';
import { installedDistributions, knownDistributions } from '../../ledger/installed.ts';
import { recordInventory } from '../../ledger/inventories.ts';
import type { Recorder } from '../../ledger/recorder.ts';
import type { Day } from '../../series/day.ts';
import { inventoryOperations } from '../../web/api/environments.ts';
import type { Operation } from '../../web/api/operation.ts';
import { writeAccess } from '../../web/api/write-access.ts';

export interface InventoryParts {
  readonly ledgerPath: string;
  readonly db: DatabaseSync;
  readonly recorder: Recorder;
  /** Told of the names that keep theirs; undefined where all do. */
  readonly know: ((packages: readonly string[]) => Promise<void>) | undefined;
  readonly pushTokenFile: string | undefined;
  /** Something before the app lets through only who may write. */
  readonly isGuarded: boolean;
  readonly today: () => Day;
}

export interface LiveInventories {
  readonly operations: readonly Operation[];
  /** Installed packages that nobody has imported, at 0. */
  unimported(): Iterable<RecordedSeries>;
  /** Takes notice of what another program has recorded since the last call. */
  refresh(): Promise<void>;
}

export async function openInventories(parts: InventoryParts): Promise<LiveInventories> {
  const { ledgerPath, db, recorder, know, pushTokenFile, isGuarded, today } = parts;
  const installed = new InstalledAtZero();
  const takeNotice = async () => {
    installed.setInstalled(installedDistributions(db));
    await know?.([...knownDistributions(db)]);
  };
  // Changes where another connection has committed, and not with what is written here.
  const dataVersion = db.prepare('PRAGMA data_version');
  const readVersion = () => Number(dataVersion.get()?.data_version);
  let seenVersion = readVersion();
  await takeNotice();
  return {
    operations: inventoryOperations({
      record: async (inventory) => {
        try {
          await recorder.write((ledger) => recordInventory(ledger, inventory));
        } catch (error) {
          throw ledgerFailure(ledgerPath, error);
        }
        await takeNotice();
      },
      today,
      access: isGuarded
        ? undefined
        : writeAccess(pushTokenFile === undefined ? undefined : readToken(pushTokenFile)),
    }),
    unimported: () => installed.without(recorder.totals),
    async refresh() {
      const version = readVersion();
      if (version === seenVersion) return;
      seenVersion = version;
      await takeNotice();
    },
  };
}

function readToken(path: string): string {
  let token: string;
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Failure('no-push-token', `--web.push-token-file ${path} cannot be read`, { cause: error });
  }
  if (/^\S{8,}$/.test(token)) return token;
  throw new Failure(
    'no-push-token',
    `--web.push-token-file ${path} holds no token: one word of 8 characters or more`,
  );
}
