/** Copies a ledger while a collector may be writing it: as of one moment, checked, then renamed into place. */
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backup } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { stageBeside } from '../replace-file.ts';
import { ledgerFailure } from './failure.ts';
import { type Inspection, inspectLedger } from './inspect.ts';
import { openLedgerForReading } from './open.ts';

const PAGES_A_STEP = 1_000;

/** Replaces an earlier copy. Throws if the target is another kind of file, or the ledger is damaged. */
export async function backUpLedger(path: string, to: string): Promise<Inspection> {
  if (existsSync(to)) openLedgerForReading(to).close();
  using db = openLedgerForReading(path);
  const folder = stageBeside(to);
  const fresh = join(folder, 'copy.db');
  try {
    await backup(db, fresh, { rate: PAGES_A_STEP });
    chmodSync(fresh, statSync(path).mode & 0o777);
    const inspection = inspectLedger(fresh);
    if (inspection.problems.length > 0) {
      throw new Failure(
        'ledger-corrupt',
        `${path} is damaged and was not copied: ${inspection.problems[0]}`,
        {
          about: path,
        },
      );
    }
    renameSync(fresh, to);
    return inspection;
  } catch (error) {
    throw ledgerFailure(to, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
