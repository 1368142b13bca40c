/** The kernel's count of datagrams that it had no room for: the `drops` column of /proc/self/net/udp and udp6. */
import { ownSocketInodes, rowsOf } from './proc-net.ts';

/** Columns of a row (net/ipv4/udp.c, udp4_format_sock). */
const LOCAL_ADDRESS = 1;
const INODE = 9;
const DROPS = 12;

/** Datagrams dropped at this process' sockets on `port`; undefined where the kernel has no such table. */
export function countKernelDrops(port: number): number | undefined {
  const own = ownSocketInodes();
  const rows = [...rowsOf('udp'), ...rowsOf('udp6')].filter(
    (row) =>
      own.has(row[INODE] ?? '') && Number.parseInt(row[LOCAL_ADDRESS]?.split(':')[1] ?? '', 16) === port,
  );
  return rows.length === 0 ? undefined : rows.reduce((sum, row) => sum + Number(row[DROPS]), 0);
}
