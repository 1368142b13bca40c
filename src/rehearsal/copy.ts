/**
 * An environment's folder → a copy that costs no disk where the file system can: reflinks, else hard links, else
 * bytes. What an installer or a program writes in place is copied in any case, since a hard link would write through
 * it; text that names the folder (scripts, kernels) names the copy there.
 */
import { constants, type Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Failure, messageOf } from '../failure.ts';

export interface Copied {
  /** Paths that begin with this one are in the copy. */
  readonly prefix: string;
  readonly files: number;
  readonly bytes: number;
  /** Those of them that take disk. */
  readonly copiedBytes: number;
  readonly how: 'reflinks' | 'hard links' | 'bytes';
}

/** Relative to the environment's folder: what installers and programs write in place. */
const WRITTEN_IN_PLACE =
  /^(?:conda-meta|etc|var|bin|Scripts)\/|(?:\.pth|\.egg-link|\.ipynb|\.cfg|kernel\.json)$/;
/** Larger ones are programs and data, which are linked. */
const MAX_TEXT_BYTES = 1_000_000;
const FILES_AT_ONCE = 64;

export type Progress = (what: string, done: number, all: number, unit: string) => void;

/** `below` is the folder that the copy is made in; best on the file system of `prefix`. After a failure nothing is there. */
export async function copyEnvironment(
  prefix: string,
  below: string,
  signal: AbortSignal,
  progress: Progress,
): Promise<Copied> {
  const to = await mkdtemp(join(below, '.popcon-rehearsal-')).catch((error) => {
    throw new Failure('copy-failed', `${below}: no folder can be made there: ${error.message}`, {
      about: below,
    });
  });
  const copy = new Copy(prefix, to, signal, progress);
  try {
    await copy.add(prefix);
  } catch (error) {
    // Files that are copied at once with the one that failed may still come.
    await rm(to, { recursive: true, force: true, maxRetries: 3 });
    throw new Failure('copy-failed', `${prefix} cannot be copied to ${below}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return copy;
}

class Copy implements Copied {
  readonly prefix: string;
  files = 0;
  bytes = 0;
  copiedBytes = 0;
  how: Copied['how'] = 'reflinks';
  readonly #from: string;
  readonly #signal: AbortSignal;
  readonly #progress: Progress;

  constructor(from: string, prefix: string, signal: AbortSignal, progress: Progress) {
    this.#from = from;
    this.prefix = prefix;
    this.#signal = signal;
    this.#progress = progress;
  }

  /** A folder of the environment, whose copy is there already, with all below it. */
  async add(folder: string): Promise<void> {
    this.#signal.throwIfAborted();
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
      await Promise.all(
        files.slice(at, at + FILES_AT_ONCE).map(({ name }) => this.#file(join(folder, name))),
      );
    }
    this.#progress(`copying ${this.#from}`, this.files, this.files, 'files');
    for (const entry of entries) {
      const path = join(folder, entry.name);
      // Bytecode is made anew; a copy that lies in the environment is none of it.
      if (!entry.isDirectory() || entry.name === '__pycache__' || path === this.prefix) continue;
      const copy = this.#copyOf(path);
      await mkdir(copy);
      await this.add(path);
      await chmod(copy, (await lstat(path)).mode | 0o700);
    }
  }

  async #file(path: string): Promise<void> {
    const copy = this.#copyOf(path);
    const stat = await lstat(path);
    if (stat.isSymbolicLink()) {
      const target = await readlink(path);
      const isOwn = target.startsWith(this.#from + sep);
      return symlink(isOwn ? this.#copyOf(target) : target, copy);
    }
    if (!stat.isFile()) return;
    this.files += 1;
    this.bytes += stat.size;
    const isWritten = WRITTEN_IN_PLACE.test(relative(this.#from, path).split(sep).join('/'));
    if (isWritten && stat.size <= MAX_TEXT_BYTES) await this.#text(path, copy, stat);
    else await this.#linked(path, copy, stat);
  }

  async #text(path: string, copy: string, { mode, size, atime, mtime }: Stats): Promise<void> {
    const bytes = await readFile(path);
    const own = bytes.includes(0) ? bytes : this.#renamed(bytes);
    await writeFile(copy, own, { mode });
    await utimes(copy, atime, mtime);
    this.copiedBytes += size;
  }

  /** In Latin-1, whatever the text's encoding is: bytes stay bytes. */
  #renamed(bytes: Buffer): Buffer {
    const [from, to] = [this.#from, this.prefix].map((path) => Buffer.from(path).toString('latin1'));
    const escaped = (from ?? '').replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
    const name = new RegExp(`${escaped}(?![\\w.-])`, 'g');
    return Buffer.from(
      bytes.toString('latin1').replaceAll(name, () => to ?? ''),
      'latin1',
    );
  }

  async #linked(path: string, copy: string, { size }: Stats): Promise<void> {
    if (this.how === 'reflinks') {
      if (await succeeds(copyFile(path, copy, constants.COPYFILE_FICLONE_FORCE))) return;
      this.how = 'hard links';
    }
    if (this.how === 'hard links') {
      if (await succeeds(link(path, copy))) return;
      this.how = 'bytes';
    }
    await copyFile(path, copy);
    this.copiedBytes += size;
  }

  #copyOf(path: string): string {
    return join(this.prefix, relative(this.#from, path));
  }
}

/** True where the file system could; a full one is a failure. */
async function succeeds(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EACCES') throw error;
    return false;
  }
}
