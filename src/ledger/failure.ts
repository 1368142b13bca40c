/** An error of SQLite in, a line for the reader out: what is wrong with which file, and what to do. */
import { Failure } from '../failure.ts';

/** Why SQLite could not do something with `path`, as a line for the reader. */
export function ledgerFailure(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const [code, message] = explain(path, error);
  return new Failure(code, message, { cause: error });
}

function explain(path: string, error: unknown): [code: string, message: string] {
  const primary =
    typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  switch (primary) {
    case 5:
    case 6:
      return ['ledger-busy', `${path} is locked by another program: wait for it, or end it`];
    case 8:
      return ['ledger-read-only', `${path} is read-only: make it and its folder writable for this user`];
    case 11:
      return ['ledger-corrupt', `${path} is damaged: restore it from a copy, or move it away to start anew`];
    case 13:
      return ['ledger-disk-full', `no space left for ${path}: free some`];
    case 14:
      return [
        'ledger-unopenable',
        `${path} cannot be opened: check that its folder exists and is writable for this user`,
      ];
    case 26:
      return ['ledger-not-a-database', `${path} is not a database: name another file`];
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return ['ledger-failed', `${path}: ${reason}`];
    }
  }
}
