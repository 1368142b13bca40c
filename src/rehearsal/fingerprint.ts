/** A folder → what has to stay for it to be as it was: of each file its kind, size, mode, time of change and target. */
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export type Fingerprint = ReadonlyMap<string, string>;

/** Bytecode caches apart, which whoever uses the environment writes meanwhile. */
export async function fingerprint(folder: string): Promise<Fingerprint> {
  const found = new Map<string, string>();
  const read = async (at: string) => {
    const entries = await readdir(at, { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        if (entry.name === '__pycache__') return;
        const path = join(at, entry.name);
        const { size, mode, mtimeNs } = await lstat(path, { bigint: true });
        if (entry.isDirectory()) return read(path);
        const target = entry.isSymbolicLink() ? await readlink(path) : '';
        found.set(path, `${mode} ${size} ${mtimeNs} ${target}`);
      }),
    );
  };
  await read(folder);
  return found;
}

/** The paths that are not as they were, sorted. */
export function changedPaths(before: Fingerprint, after: Fingerprint): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
