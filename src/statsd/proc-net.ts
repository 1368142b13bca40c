/**
 * The kernel's tables of sockets, and which of their rows are this process' own. They are read under /proc/self,
 * where they also are when systemd's ProcSubset=pid hides the rest of /proc.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Rows of a table, split into columns; none where there is no such table. */
export function rowsOf(table: string): string[][] {
  try {
    const [, ...lines] = readFileSync(`/proc/self/net/${table}`, 'utf8').trimEnd().split('\n');
    return lines.map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

/** The inode of a socket by its descriptor; undefined where that is none. */
export function socketInode(fd: number | string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1];
  } catch {
    return undefined;
  }
}

/** Inodes of the sockets this process has open. */
export function ownSocketInodes(): ReadonlySet<string> {
  try {
    return new Set(readdirSync('/proc/self/fd').flatMap((fd) => socketInode(fd) ?? []));
  } catch {
    return new Set();
  }
}
