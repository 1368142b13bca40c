/** UDP sockets made through the C library, whose descriptor is therefore known, and their receive buffers. */
import type { Socket } from 'node:dgram';
import type { Libc } from '../libc.ts';
import { inetAddress, MAX_INET_BYTES } from './sockaddr.ts';

export const SOCK_DGRAM = 2;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;

/** A bound, non-blocking UDP socket; one on `::` takes IPv4 too. Throws an error with a `code`, as Node does. */
export function bindInetSocket(libc: Libc, ip: string, port: number): number {
  const { family, bytes } = inetAddress(ip, port);
  const fd = orThrow(libc, libc.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  try {
    if (ip === '::') orThrow(libc, libc.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, int32(0), 4));
    orThrow(libc, libc.bind(fd, bytes, bytes.length));
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/**
 * From now on the kernel drops what comes; what waits can still be read. A datagram socket that is connected takes
 * datagrams of its peer alone (udp(7)), and this peer, the socket itself, sends none.
 */
export function takeNoMore(libc: Libc, fd: number): void {
  const address = Buffer.alloc(MAX_INET_BYTES);
  const length = int32(address.length);
  if (libc.getsockname(fd, address, length) === 0) libc.connect(fd, address, address.length);
}

/** Asks the kernel for `bytes` and returns what it gave: past its limit only to a privileged user. */
export function largestReceiveBuffer(
  socket: Socket,
  bytes: number,
  libc: Libc | undefined,
  fd: number | undefined,
): number {
  const isForced =
    libc !== undefined &&
    fd !== undefined &&
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(bytes), 4) === 0;
  if (!isForced) socket.setRecvBufferSize(bytes);
  // Linux doubles what is asked for, to leave room for its own bookkeeping, and says so (socket(7)).
  return socket.getRecvBufferSize() / (process.platform === 'linux' ? 2 : 1);
}

export function orThrow(libc: Libc, result: number): number {
  if (result >= 0) return result;
  const code = libc.errorName();
  throw Object.assign(new Error(code), { code });
}

function int32(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}
