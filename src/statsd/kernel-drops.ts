/** What the kernel says of datagrams that it had no room for: the `drops` column of /proc/net/udp and udp6. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TABLES = ['/proc/net/udp', '/proc/net/udp6'];
/** Columns of a row (Documentation/networking/proc_net_tcp.rst, net/ipv4/udp.c). */
const LOCAL_ADDRESS = 1;
const INODE = 9;
const DROPS = 12;

/** Datagrams dropped at this process' sockets on `port`; undefined where there is no such table. */
export function countKernelDrops(port: number): number | undefined {
  let drops: number | undefined;
  const own = ownSockets();
  for (const table of TABLES) {
    for (const row of rowsOf(table)) {
      const isOurs =
        own.has(row[INODE] ?? '') && Number.parseInt(row[LOCAL_ADDRESS]?.split(':')[1] ?? '', 16) === port;
      if (isOurs) drops = (drops ?? 0) + Number(row[DROPS]);
    }
  }
  return drops;
}

function rowsOf(table: string): string[][] {
  try {
    return readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

/** Inodes of the sockets this process has open. */
function ownSockets(): ReadonlySet<string> {
  const inodes = new Set<string>();
  try {
    for (const fd of readdirSync('/proc/self/fd')) {
      const inode = linkOf(`/proc/self/fd/${fd}`)?.match(/^socket:\[(\d+)\]$/)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  } catch {
    // No /proc: then there are no tables either.
  }
  return inodes;
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
