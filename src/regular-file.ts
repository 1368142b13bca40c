/**
 * Reads files that options and configuration name. Only regular files are accepted: opening a pipe waits until somebody
 * writes to it, and a device may have no end.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { Failure, messageOf } from './failure.ts';

/** Throws an error with a short reason as its message if the file cannot be read or is larger than `maxBytes`. */
export function readRegularFile(path: string, maxBytes: number): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    if (found.size > maxBytes) throw new Error(`it has ${found.size} bytes, and ${maxBytes} are allowed`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @param named the file as the reader knows it, such as the option before its path. */
export function unreadable(named: string, error: unknown, about?: string): Failure {
  // Node's messages end in the call that failed, and its path.
  const reason = messageOf(error).replace(/, \w+( '.*')?$/s, '');
  return new Failure('file-unreadable', `${named} cannot be read (${reason})`, { cause: error, about });
}

/** Differs after a change of one of the files, also of one that cannot be read. */
export function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
        return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
      } catch {
        return '';
      }
    })
    .join();
}
