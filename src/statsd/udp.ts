/**
 * A UDP socket: datagrams in, each handed to a sink. Node tells when something has come; what is waiting is then
 * read many datagrams a system call where the C library can be called, otherwise one an event.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { bindFailure, type Endpoint, formatAddress, plainIp } from '../address.ts';
import type { Libc } from '../libc.ts';
import { DatagramReader, readUntilEmpty } from './datagram-reader.ts';
import { untilQuiet } from './drain.ts';
import { bindInetSocket, largestReceiveBuffer, takeNoMore } from './inet-socket.ts';
import { countKernelDrops } from './kernel-drops.ts';
import type { AddressFilter, DatagramSink, Listener } from './listener.ts';

export interface UdpOptions {
  readonly endpoint: Endpoint;
  /** SO_RCVBUF in bytes: what the kernel keeps while we are busy. */
  readonly readBufferBytes: number;
  /** Undefined: every sender. */
  readonly isAllowed: AddressFilter | undefined;
}

export interface UdpListener extends Listener {
  /** The size that the kernel granted, in bytes. */
  readonly readBufferBytes: number;
  /** Datagrams that the kernel has dropped because the buffer was full; undefined where it does not say. */
  kernelDrops(): number | undefined;
}

/** While datagrams keep coming, read them in gulps this far apart: fewer, larger reads cost less. */
const GULP_INTERVAL_MS = 2;
/** And let the event loop turn, for TCP and requests, after this long. */
const MAX_GULPING_MS = 10;
/** Fewer in a gulp are not worth waiting for the next. */
const LEAST_GULP = 16;
/** A smaller buffer may overflow between two gulps. */
const GULPING_BUFFER_BYTES = 1024 * 1024;

export async function openUdp(
  { endpoint, readBufferBytes, isAllowed }: UdpOptions,
  sink: DatagramSink,
  libc: Libc | undefined,
): Promise<UdpListener> {
  const { socket, fd } = await bind(endpoint, libc);
  const reader = libc !== undefined && fd !== undefined ? new DatagramReader(libc, fd, isAllowed) : undefined;
  const given = largestReceiveBuffer(socket, readBufferBytes, libc, fd);
  const gulp = given >= GULPING_BUFFER_BYTES ? gulper() : undefined;
  let received = 0;
  let isTurnOver = false;
  socket.on('message', (bytes: Uint8Array, sender: RemoteInfo) => {
    received++;
    if (isAllowed?.(plainIp(sender.address)) === false) sink.dropped('not-allowed');
    else sink.datagram(bytes);
    // Node hands over up to 32 datagrams before the event loop turns, each of which would read on.
    if (reader === undefined || isTurnOver || !readWaiting(reader, sink, gulp)) return;
    isTurnOver = true;
    setImmediate(() => {
      isTurnOver = false;
    });
  });
  const { address, port } = socket.address();
  return {
    address: formatAddress({ host: address, port }),
    readBufferBytes: given,
    kernelDrops: () => countKernelDrops(port),
    async close(deadlineMs) {
      if (libc !== undefined && fd !== undefined && !('fd' in endpoint)) takeNoMore(libc, fd);
      let isEmpty = true;
      if (reader === undefined) await untilQuiet(() => received, deadlineMs);
      else isEmpty = await readUntilEmpty(reader, sink, deadlineMs);
      socket.close();
      await once(socket, 'close');
      // At a socket that somebody holds for us, what was not read waits for the one who comes next.
      return isEmpty || 'fd' in endpoint;
    },
  };
}

/** Reads until nothing waits, or, while much keeps coming, for {@link MAX_GULPING_MS}; returns whether it did so. */
function readWaiting(reader: DatagramReader, sink: DatagramSink, gulp: (() => void) | undefined): boolean {
  const deadline = performance.now() + MAX_GULPING_MS;
  let inGulp = 0;
  while (performance.now() < deadline) {
    const count = reader.read(sink);
    inGulp += count;
    if (count === DatagramReader.BATCH) continue;
    if (gulp === undefined || inGulp < LEAST_GULP) return false;
    inGulp = 0;
    gulp();
  }
  return true;
}

/** Sleeps; only a thread of its own may. */
function gulper(): () => void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return () => Atomics.wait(cell, 0, 0, GULP_INTERVAL_MS);
}

interface BoundSocket {
  readonly socket: Socket;
  /** Known where it was made through the C library or handed to us. */
  readonly fd?: number;
}

async function bind(endpoint: Endpoint, libc: Libc | undefined): Promise<BoundSocket> {
  if ('fd' in endpoint) return adopt(endpoint.fd);
  try {
    return await bindAddress(endpoint.host, endpoint.port, libc);
  } catch (error) {
    throw bindFailure('UDP', formatAddress(endpoint), error);
  }
}

/** Every address means one IPv6 socket that takes IPv4 too, or IPv4 alone where the kernel has no IPv6. */
async function bindAddress(
  host: string | undefined,
  port: number,
  libc: Libc | undefined,
): Promise<BoundSocket> {
  if (host !== undefined) return bindIp(isIP(host) === 0 ? (await lookup(host)).address : host, port, libc);
  try {
    return await bindIp('::', port, libc);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')) throw error;
    return bindIp('0.0.0.0', port, libc);
  }
}

async function bindIp(ip: string, port: number, libc: Libc | undefined): Promise<BoundSocket> {
  if (libc !== undefined) return adopt(bindInetSocket(libc, ip, port));
  const socket = createSocket(isIP(ip) === 6 ? 'udp6' : 'udp4');
  await bound(socket, () => socket.bind(port, ip));
  return { socket };
}

async function adopt(fd: number): Promise<BoundSocket> {
  // The type only matters for what Node binds or sends itself.
  const socket = createSocket('udp4');
  await bound(socket, () => socket.bind({ fd }));
  return { socket, fd };
}

/** A descriptor is bound at once, an address later: so the event is waited for from before. */
async function bound(socket: Socket, bind: () => unknown): Promise<void> {
  const listening = once(socket, 'listening');
  try {
    bind();
    await listening;
  } catch (error) {
    socket.close();
    throw error;
  }
}
