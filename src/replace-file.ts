/** Writes files that options name: a reader sees the old content or the new one, and no other file is touched. */
import { chmodSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure, messageOf } from './failure.ts';

/** A new folder beside `path`, on its file system, in which only this user can read. The caller removes it. */
export function stageBeside(path: string): string {
  try {
    return makeFolderBeside(resolve(path));
  } catch (error) {
    throw unwritable(path, error);
  }
}

function makeFolderBeside(target: string): string {
  return mkdtempSync(join(dirname(target), '.popcon-'));
}

/**
 * A file that exists keeps its mode, and a link stays a link; a pipe or a device is written to. Throws a `Failure`.
 * @param named the option before the path, where it came from one.
 */
export function replaceFile(path: string, content: string, named = path): void {
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile()) {
      writeFileSync(path, content);
      return;
    }
    const target = before === undefined ? path : realpathSync(path);
    const folder = makeFolderBeside(target);
    try {
      const fresh = join(folder, 'new');
      writeFileSync(fresh, content);
      if (before !== undefined) chmodSync(fresh, before.mode & 0o7777);
      renameSync(fresh, target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    throw unwritable(named, error);
  }
}

const OF_ITS_FOLDER = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ELOOP']);

export function unwritable(path: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = OF_ITS_FOLDER.has(code)
    ? 'check that its folder exists and is writable for this user'
    : messageOf(error);
  return new Failure('file-unwritable', `${path} cannot be written: ${reason}`, {
    cause: error,
    about: path,
  });
}
