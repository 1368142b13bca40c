/**
 * One collector per ledger: a lock on the file itself (device and inode), so that neither another spelling of its path
 * nor a hard link lets a second one in. The kernel releases it however the process ends; it does not block readers.
 */
import { closeSync, fchmodSync, fstatSync, openSync, realpathSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { loadLibc } from '../libc.ts';
import { damaged, ledgerFailure } from './failure.ts';
import { bytesByHeader } from './file-header.ts';

/** flock(2). */
const LOCK_EX = 2;
const LOCK_NB = 4;

export interface LedgerLock {
  /** Says why the file at the path is not the locked one, or is damaged; undefined if it is whole. */
  displaced(): Failure | undefined;
  release(): void;
}

/**
 * Locks the file at `path`, which is created with `mode` if needed. Throws at once if another collector has it. The
 * descriptor must stay open as long as SQLite's own: closing any descriptor of a file releases the locks that SQLite
 * has on it (fcntl(2)).
 */
export function lockLedger(path: string, mode: number): LedgerLock {
  const fd = openOrMake(path, mode);
  try {
    const unlock = lockFile(path, fd);
    const { dev, ino } = fstatSync(fd);
    const harmed = harmTo(fd);
    return {
      displaced() {
        const found = statSync(path, { throwIfNoEntry: false });
        if (found?.dev === dev && found.ino === ino) {
          const harm = harmed();
          return harm === undefined ? undefined : damaged(path, harm);
        }
        const what = found === undefined ? 'is gone' : 'is another file than the one that was opened';
        return new Failure(
          'ledger-displaced',
          `${path} ${what}: put the ledger back, or restart the collector to begin a new one`,
        );
      },
      release() {
        unlock();
        closeSync(fd);
      },
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Tells of damage that another program did to the file in place, while SQLite goes on writing to it from memory. A file
 * has to have been whole once; one that is growing at this moment is longer than it was.
 */
function harmTo(fd: number): () => string | undefined {
  let wholeBytes = 0;
  return () => {
    const { size } = fstatSync(fd);
    const byHeader = bytesByHeader(fd);
    if (byHeader !== undefined && size >= byHeader) wholeBytes = size;
    else if (wholeBytes > 0 && byHeader === undefined) return 'it was overwritten';
    else if (size < wholeBytes) return 'it was cut off';
    return undefined;
  };
}

function openOrMake(path: string, mode: number): number {
  try {
    try {
      return openSync(path, 'r+');
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      const fd = openSync(path, 'wx+', mode);
      fchmodSync(fd, mode); // In spite of the umask, which cannot give a group what the mode is to give it.
      return fd;
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return openOrMake(path, mode);
    throw ledgerFailure(path, error);
  }
}

/** Without flock(2), an exclusive lock on a file beside the ledger's real path. */
function lockFile(path: string, fd: number): () => void {
  const libc = loadLibc();
  if (libc === undefined) return lockBeside(path, `${realpathSync(path)}-lock`);
  if (libc.flock(fd, LOCK_EX | LOCK_NB) < 0) throw inUse(path);
  return () => undefined;
}

function lockBeside(path: string, lockPath: string): () => void {
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
    throw failure.code === 'ledger-busy' ? inUse(path) : failure;
  }
}

function inUse(path: string): Failure {
  return new Failure('ledger-in-use', `${path} is in use by another collector`, { about: path });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
