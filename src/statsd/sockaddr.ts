/** Socket addresses as Linux has them in memory (ip(7), ipv6(7), unix(7)), written and read. */
import { isIPv6 } from 'node:net';

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** Bytes of the longest, but for a path. */
export const MAX_INET_BYTES = 28;
/** A path and its closing zero. */
const MAX_PATH_BYTES = 108;

export interface SocketAddress {
  readonly family: number;
  readonly bytes: Buffer;
}

export function inetAddress(ip: string, port: number): SocketAddress {
  if (!isIPv6(ip)) {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(port, 2);
    bytes.set(ip.split('.').map(Number), 4);
    return { family: AF_INET, bytes };
  }
  const bytes = Buffer.alloc(MAX_INET_BYTES);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.writeUInt16BE(port, 2);
  for (const [index, group] of ipv6Groups(ip).entries()) bytes.writeUInt16BE(group, 8 + 2 * index);
  return { family: AF_INET6, bytes };
}

/** Undefined where the path is too long for a socket. */
export function unixAddress(path: string): SocketAddress | undefined {
  const text = Buffer.from(path);
  if (text.length >= MAX_PATH_BYTES) return undefined;
  const bytes = Buffer.alloc(2 + text.length + 1);
  bytes.writeUInt16LE(AF_UNIX, 0);
  bytes.set(text, 2);
  return { family: AF_UNIX, bytes };
}

/** The IP address at `offset`, undefined where it is of neither family. IPv4 within IPv6 is given as IPv4. */
export function readIp(bytes: Buffer, offset: number): string | undefined {
  const family = bytes.readUInt16LE(offset);
  if (family === AF_INET) return [...bytes.subarray(offset + 4, offset + 8)].join('.');
  if (family !== AF_INET6) return undefined;
  const address = bytes.subarray(offset + 8, offset + 24);
  const isMapped = address.readBigUInt64BE(0) === 0n && address.readUInt32BE(8) === 0xffff;
  if (isMapped) return [...address.subarray(12)].join('.');
  return Array.from({ length: 8 }, (_, index) => address.readUInt16BE(2 * index).toString(16)).join(':');
}

/** The eight groups of an address that `isIPv6` has accepted; a zone is left out. */
function ipv6Groups(ip: string): number[] {
  const [plain = ''] = ip.split('%');
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain);
  const text =
    dotted === null ? plain : `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`;
  const [head = '', tail] = text.split('::');
  const before = groups(head);
  if (tail === undefined) return before;
  const after = groups(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function pair(high = '0', low = '0'): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}
