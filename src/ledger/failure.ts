/** Turns errors of SQLite into a one-line `Failure`: what is wrong with which file, and what to do. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, type FailureCode, messageOf } from '../failure.ts';

/** Size of a ledger's shared-memory file. */
const LEAST_ROOM_BYTES = 32_768;
/** Errors of the file system, as SQLite's. */
const SQLITE_CODE_OF: Readonly<Record<string, number>> = { EACCES: 14, EDQUOT: 13, ENOSPC: 13, EROFS: 8 };

/** The `Failure` for an error that SQLite threw for the ledger at `path`. */
export function ledgerFailure(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const [code, message] = explain(path, error);
  return new Failure(code, message, { cause: error, about: path });
}

/** `problem` is SQLite's own text. */
export function damaged(path: string, problem: string): Failure {
  return new Failure(...damage(path, problem), { about: path });
}

function damage(path: string, problem?: string): [code: FailureCode, message: string] {
  return [
    'ledger-corrupt',
    `${path} is damaged: put a copy in its place, or move it away to begin anew; \`popcon ledger check\` says what is lost${problem === undefined ? '' : ` (${problem})`}`,
  ];
}

function explain(path: string, error: unknown): [code: FailureCode, message: string] {
  switch (primaryCode(error)) {
    case 1:
      return damage(path, messageOf(error)); // A table or a column is not there, or is another.

    case 5:
    case 6:
      return ['ledger-busy', `${path} is locked by another program: wait for it, or end it`];
    case 3:
    case 8:
      return ['ledger-read-only', `${path} is read-only, or its folder is`];
    case 10:
      // Also where there is no space for the shared-memory file, and likewise 14 for the log.
      if (shortageOf(path) !== undefined) return diskFull(path);
      return ['ledger-failed', `${path}: its disk fails (${messageOf(error)}): see the system's log`];
    case 11:
      return damage(path);
    case 13:
      return diskFull(path);
    case 14:
      if (shortageOf(path) !== undefined) return diskFull(path);
      return [
        'ledger-unopenable',
        `${path} cannot be opened: check that it and its folder are writable for this user`,
      ];
    case 26:
      return ['ledger-not-a-database', `${path} is not a database`];
    default:
      return ['ledger-failed', `${path}: ${messageOf(error)}`];
  }
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error) return Number(error.errcode) & 0xff;
  return 'code' in error ? SQLITE_CODE_OF[String(error.code)] : undefined;
}

function diskFull(path: string): [code: FailureCode, message: string] {
  return ['ledger-disk-full', `no ${shortageOf(path) ?? 'space'} left for ${path}`];
}

function shortageOf(path: string): 'space' | 'inodes' | undefined {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(path));
    if (bavail * bsize < LEAST_ROOM_BYTES) return 'space';
    // A file system that makes inodes as it needs them says that it has none at all.
    return files > 0 && ffree === 0 ? 'inodes' : undefined;
  } catch {
    return undefined;
  }
}
