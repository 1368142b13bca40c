/**
 * One collector a ledger: an exclusive lock on `<ledger>-lock` that the kernel releases however the process
 * ends. The ledger itself stays free for readers. Refused: a ledger that another collector holds.
 */
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { ledgerFailure } from './failure.ts';

/** Takes the lock, or throws at once; the returned function gives it back. */
export function lockLedger(path: string): () => void {
  const lockPath = `${path}-lock`;
  try {
    const db = new DatabaseSync(lockPath, { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      throw error;
    }
    return () => db.close();
  } catch (error) {
    const failure = ledgerFailure(lockPath, error);
    if (failure.code !== 'ledger-busy') throw failure;
    throw new Failure(
      'ledger-in-use',
      `${path} is in use by another collector: stop that one, or name another file with --ledger.path`,
    );
  }
}
