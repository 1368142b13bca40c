/**
 * Opens ledgers. Every failure is one line that says what is wrong with which file. SQLite gets absolute paths only: it
 * takes a name that begins with `file:` for an address, and `:memory:` for no file.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { damaged, ledgerFailure } from './failure.ts';
import { cutOffProblem } from './file-header.ts';
import { implausibleProblem } from './implausible.ts';
import { lockLedger } from './lock.ts';
import { checkIsLedger, isEmpty, isUpToDate, migrate } from './migrate.ts';

/** How long a reader or writer waits for another program's lock, if it delays nobody else. */
const BUSY_TIMEOUT_MS = 5_000;
/** Permission bits of a new ledger. */
export const LEDGER_MODE = 0o600;
const WRITE_BITS = 0o222;
/** Of a connection that reads, of which a collector has three: most of a ledger is read once, in order. */
const READER_CACHE_KIB = 512;
const AUTO_VACUUM_INCREMENTAL = 2;

/** A ledger that no other collector can open while this one has it. */
export interface HeldLedger {
  readonly db: DatabaseSync;
  /** Says why the file at the path is not this ledger any more; undefined if it is. */
  displaced(): Failure | undefined;
  /** Closes the ledger and releases the lock. */
  release(): void;
}

/** Opens and locks a ledger for writing; creates it, or migrates its schema. */
export function holdLedger(path: string, mode: number = LEDGER_MODE): HeldLedger {
  checkExisting(path);
  using opened = new DisposableStack();
  const lock = opened.adopt(lockLedger(path, mode), ({ release }) => release());
  const db = opened.use(openToWrite(path));
  prepare(path, db);
  const held = opened.move();
  return { db, displaced: lock.displaced, release: () => held.dispose() };
}

/** Opens for a short write beside a collector that may be running. */
export function openLedger(path: string): DatabaseSync {
  if (!checkExisting(path)) holdLedger(path).release();
  return openToWrite(path);
}

/** Opens an existing ledger for reading, also while a collector writes it. */
export function openLedgerForReading(path: string, busyTimeoutMs: number = BUSY_TIMEOUT_MS): DatabaseSync {
  if (!existsSync(path)) {
    throw new Failure('ledger-missing', `there is no ledger ${path}`, { about: path });
  }
  refuseFolder(path);
  return openChecked(path, { readOnly: true, timeout: busyTimeoutMs }, (db) => {
    db.exec(`PRAGMA cache_size = -${READER_CACHE_KIB}`);
    if (isEmpty(db)) throw new Failure('ledger-missing', `${path} is empty, no ledger yet`, { about: path });
  });
}

/** Opens the ledger at `path` for `read` and returns its result; throws errors of SQLite as a `Failure`. */
export function readLedger<T>(path: string, read: (db: DatabaseSync) => T): T {
  using db = openLedgerForReading(path);
  return orFailure(path, () => read(db));
}

/** Refuses a file that is not a ledger, before any file is created beside it; true if it has the newest schema. */
function checkExisting(path: string): boolean {
  refuseReadOnly(path);
  if (!existsSync(path)) return false;
  const cutOff = orFailure(path, () => cutOffProblem(path));
  if (cutOff !== undefined) throw damaged(path, cutOff);
  using db = openToWrite(path);
  return isUpToDate(db);
}

/** Respects the permission bits also as root, who could write in spite of them. */
function refuseReadOnly(path: string): void {
  refuseFolder(path);
  const file = statSync(path, { throwIfNoEntry: false });
  if (file !== undefined && (file.mode & WRITE_BITS) === 0) {
    throw new Failure('ledger-read-only', `${path} is read-only`, { about: path });
  }
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new Failure('ledger-unopenable', `${path} cannot be made: there is no folder ${folder}`, {
      about: path,
    });
  }
}

function refuseFolder(path: string): void {
  const found = orFailure(path, () => statSync(path, { throwIfNoEntry: false }));
  if (found === undefined || found.isFile()) return;
  const what = found.isDirectory() ? 'is a folder' : 'is not a file';
  throw new Failure('ledger-unopenable', `${path} ${what}`, { about: path });
}

function openToWrite(path: string): DatabaseSync {
  refuseReadOnly(path);
  return openChecked(path, { timeout: BUSY_TIMEOUT_MS }, (db) => {
    db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  });
}

/** Closes it again if it is no ledger, or if `prepare` throws. */
function openChecked(
  path: string,
  options: DatabaseSyncOptions,
  prepare: (db: DatabaseSync) => void,
): DatabaseSync {
  return orFailure(path, () => {
    const db = new DatabaseSync(resolve(path), options);
    try {
      checkIsLedger(db, path);
      prepare(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function prepare(path: string, db: DatabaseSync): void {
  orFailure(path, () => {
    refuseDamaged(path, db);
    // Counts from the first table on.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL');
    migrate(db);
    const implausible = implausibleProblem(db);
    if (implausible !== undefined) throw damaged(path, implausible);
    makeShrinkable(db);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  });
}

/**
 * Lets pages that a drop leaves empty be given back in portions. An older ledger is rewritten once for that; where the
 * disk has no room for the copy, its empty pages stay until new rows fill them.
 */
function makeShrinkable(db: DatabaseSync): void {
  if (db.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum === AUTO_VACUUM_INCREMENTAL) return;
  try {
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch {
    // The next start tries again.
  }
}

function refuseDamaged(path: string, db: DatabaseSync): void {
  const [found] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
  const problem = String(found ?? 'ok')
    .split('\n')
    .find((line) => !line.startsWith('***'));
  if (problem !== 'ok') throw damaged(path, problem ?? '');
}

function orFailure<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw ledgerFailure(path, error);
  }
}
