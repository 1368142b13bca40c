/**
 * Files of a release to a directory, all at once: written beside it, then renamed into its place. Refused: a
 * directory that holds anything but an earlier release, since whatever it is would be gone.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { Failure, messageOf } from '../failure.ts';
import { stageBeside, unwritable } from '../replace-file.ts';

/** The file by which a directory is known to be a release. */
export const MANIFEST = 'release.json';
export const FORMAT = 'popcon-release/1';

const manifest = z.object({ format: z.literal(FORMAT), files: z.array(z.string()) });

/** Throws unless the directory can be replaced: it is not there, is empty, or is a release and nothing else. */
export function checkDirectory(path: string): void {
  rmSync(stage(path), { recursive: true });
  const found = listFiles(path);
  if (found.length === 0) return;
  const earlier = readManifest(join(path, MANIFEST));
  if (earlier === undefined) {
    throw new Failure(
      'not-a-release',
      `${path} is not empty and holds no earlier release: name another directory, or empty this one`,
    );
  }
  const own = new Set([MANIFEST, ...earlier]);
  const foreign = found.find((file) => !own.has(file));
  if (foreign === undefined) return;
  throw new Failure(
    'not-a-release',
    `${path} holds ${foreign}, which is not part of a release and would be lost: publish to a directory of its own`,
  );
}

/** Replaces the directory by these files, path within it to content. After a failure it is as it was. */
export function replaceDirectory(path: string, files: ReadonlyMap<string, string>): void {
  checkDirectory(path);
  const target = resolve(path);
  const staging = stage(path);
  const fresh = join(staging, 'new');
  const old = join(staging, 'old');
  try {
    for (const [name, content] of files) {
      mkdirSync(dirname(join(fresh, name)), { recursive: true });
      writeFileSync(join(fresh, name), content);
    }
    const replaces = existsSync(target);
    if (replaces) renameSync(target, old);
    try {
      renameSync(fresh, target);
    } catch (error) {
      if (replaces) renameSync(old, target);
      throw error;
    }
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** A new folder beside the directory, whose parent is made. Throws where none can be made. */
function stage(path: string): string {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
  return stageBeside(path);
}

/** Every file below the directory, by its path within it; none where the directory is not there. */
function listFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(path, join(entry.parentPath, entry.name)));
  } catch (error) {
    const reason = messageOf(error);
    throw new Failure('file-unreadable', `${path} is not a directory that can be read: ${reason}`, {
      cause: error,
    });
  }
}

function readManifest(path: string): readonly string[] | undefined {
  try {
    return manifest.parse(JSON.parse(readFileSync(path, 'utf8'))).files;
  } catch {
    return undefined;
  }
}
