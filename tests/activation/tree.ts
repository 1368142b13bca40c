/** A folder as one value: every path with its kind, mode and content, bytecode included. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export function readTree(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(paths.map((path) => [path, describe(join(folder, path))]));
}

function describe(path: string): string {
  const { mode } = lstatSync(path);
  const kind = lstatSync(path);
  if (kind.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  const permissions = (mode & 0o7777).toString(8);
  if (kind.isDirectory()) return `folder ${permissions}`;
  return `file ${permissions} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}
