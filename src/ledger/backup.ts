/** Copies a ledger while a collector may be writing it: as of one moment, checked, then renamed into place. */
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { backup } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { ledgerFailure } from './failure.ts';
import { type Inspection, inspectLedger } from './inspect.ts';
import { openLedgerForReading } from './open.ts';

const PAGES_A_STEP = 1_000;

/** Replaces an earlier copy. Throws if the target is another kind of file, or the ledger is damaged. */
export async function backUpLedger(path: string, to: string): Promise<Inspection> {
  if (existsSync(to)) openLedgerForReading(to).close();
  const fresh = `${resolve(to)}.new`;
  try {
    using db = openLedgerForReading(path);
    rmSync(fresh, { force: true });
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
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${fresh}${suffix}`, { force: true });
  }
}
