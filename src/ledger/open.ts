/** A path in, an open ledger out. Every way it can fail is one line that says what is wrong with which file. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { ledgerFailure } from './failure.ts';
import { lockLedger } from './lock.ts';
import { checkIsLedger, isUpToDate, migrate } from './migrate.ts';

/** How long a reader or writer waits for another program's lock. */
const BUSY_TIMEOUT_MS = 5_000;
const WRITE_BITS = 0o222;

/** A ledger that no other collector can open while this one has it. */
export interface HeldLedger {
  readonly db: DatabaseSync;
  /** Closes the ledger and lets others have it. */
  release(): void;
}

/** Opens for writing and for this process alone; makes the file, or brings its schema up to date. */
export function holdLedger(path: string): HeldLedger {
  const db = openToWrite(path);
  try {
    const unlock = lockLedger(path);
    try {
      prepare(path, db);
      return {
        db,
        release() {
          db.close();
          unlock();
        },
      };
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens for a short write beside a collector that may be running. */
export function openLedger(path: string): DatabaseSync {
  const db = openToWrite(path);
  try {
    if (!isUpToDate(db)) {
      const unlock = lockLedger(path);
      try {
        prepare(path, db);
      } finally {
        unlock();
      }
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens an existing ledger for reading, also while a collector writes it. */
export function openLedgerForReading(path: string): DatabaseSync {
  if (!existsSync(path)) {
    throw new Failure('ledger-missing', `${path}: no such ledger: name one with --ledger.path`);
  }
  return orFailure(path, () => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      checkIsLedger(db, path);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** The owner's word counts, also where root could write in spite of it. */
function refuseReadOnly(path: string): void {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file?.isDirectory()) {
    throw new Failure('ledger-unopenable', `${path} is a folder: name a file in it with --ledger.path`);
  }
  if (file !== undefined && (file.mode & WRITE_BITS) === 0) {
    throw new Failure(
      'ledger-read-only',
      `${path} is read-only: chmod u+w it, or name another file with --ledger.path`,
    );
  }
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new Failure('ledger-unopenable', `${path} cannot be made: there is no folder ${folder}`);
  }
}

function openToWrite(path: string): DatabaseSync {
  refuseReadOnly(path);
  return orFailure(path, () => {
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      checkIsLedger(db, path);
      db.exec('PRAGMA synchronous = FULL');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function prepare(path: string, db: DatabaseSync): void {
  orFailure(path, () => {
    db.exec('PRAGMA journal_mode = WAL');
    migrate(db);
  });
}

function orFailure<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw ledgerFailure(path, error);
  }
}
