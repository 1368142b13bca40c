/**
 * A Unix datagram socket, which Node cannot open: datagrams in, each handed to a sink. A socket that a dead
 * collector left behind is replaced; one that somebody listens on, or a file of another kind, is refused.
 */
import { chmodSync, lstatSync, rmSync, unlinkSync } from 'node:fs';
import { bindFailure } from '../address.ts';
import { Failure } from '../failure.ts';
import type { Libc } from '../libc.ts';
import { DatagramReader, readForATurn, readUntilEmpty } from './datagram-reader.ts';
import { orThrow, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK } from './inet-socket.ts';
import type { DatagramSink, Listener } from './listener.ts';
import { type SocketAddress, unixAddress } from './sockaddr.ts';

export interface UnixgramOptions {
  /** A path to bind, or a socket that is bound already. */
  readonly endpoint: { readonly path: string } | { readonly fd: number };
  /** Permission bits of a path that is bound. */
  readonly mode: number;
}

const POLLIN = 1;
const SHUT_RD = 0;
/** How long a close may have to wait for the thread that watches the socket. */
const WATCH_MS = 200;

export function openUnixgram(
  { endpoint, mode }: UnixgramOptions,
  sink: DatagramSink,
  libc: Libc | undefined,
): Listener {
  if (libc === undefined) {
    throw new Failure(
      'unixgram-unsupported',
      'Unix datagram sockets need the package koffi and 64-bit Linux',
    );
  }
  const fd = 'fd' in endpoint ? endpoint.fd : bindPath(libc, endpoint.path, mode);
  const watching = watch(libc, fd, new DatagramReader(libc, fd), sink);
  const bound = 'path' in endpoint ? inodeOf(endpoint.path) : undefined;
  return {
    address: 'path' in endpoint ? endpoint.path : `descriptor ${fd}`,
    async close(deadlineMs) {
      if ('path' in endpoint) {
        // Another collector may have put its own in place of ours, or somebody has removed it.
        if (inodeOf(endpoint.path) === bound) rmSync(endpoint.path, { force: true });
        // Senders are told; what waits can still be read.
        libc.shutdown(fd, SHUT_RD);
      }
      const isEmpty = await watching.stop(deadlineMs);
      libc.close(fd);
      return isEmpty || 'fd' in endpoint;
    },
  };
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}

/** Waits in a thread of Node's pool until something has come, reads all of it here, and waits again. */
function watch(
  libc: Libc,
  fd: number,
  reader: DatagramReader,
  sink: DatagramSink,
): { stop(deadlineMs: number): Promise<boolean> } {
  const watched = Buffer.alloc(8);
  watched.writeInt32LE(fd, 0);
  watched.writeInt16LE(POLLIN, 4);
  const watchEnded = Promise.withResolvers<void>();
  let stopping = false;
  const next = () => {
    libc.poll.async(watched, 1, WATCH_MS, () => {
      readForATurn(reader, sink);
      if (stopping) watchEnded.resolve();
      else next();
    });
  };
  next();
  return {
    async stop(deadlineMs) {
      stopping = true;
      await watchEnded.promise;
      return readUntilEmpty(reader, sink, deadlineMs);
    },
  };
}

function bindPath(libc: Libc, path: string, mode: number): number {
  const address = unixAddress(path);
  if (address === undefined) {
    throw new Failure('bind-failed', `unixgram ${path} is too long for the path of a socket`, {
      about: 'unixgram',
    });
  }
  replaceStale(libc, path, address);
  const fd = openSocket(libc, address);
  try {
    orThrow(libc, libc.bind(fd, address.bytes, address.bytes.length));
    chmodSync(path, mode);
    return fd;
  } catch (error) {
    libc.close(fd);
    throw bindFailure('unixgram', path, error);
  }
}

/** Nobody can be reached at a socket whose owner has died (unix(7): ECONNREFUSED). */
function replaceStale(libc: Libc, path: string, address: SocketAddress): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new Failure('bind-failed', `unixgram ${path} is there, and not a socket`, { about: 'unixgram' });
  }
  const probe = openSocket(libc, address);
  const isStale =
    libc.connect(probe, address.bytes, address.bytes.length) < 0 && libc.errorName() === 'ECONNREFUSED';
  libc.close(probe);
  if (!isStale) {
    throw bindFailure('unixgram', path, Object.assign(new Error(), { code: 'EADDRINUSE' }));
  }
  unlinkSync(path);
}

function openSocket(libc: Libc, { family }: SocketAddress): number {
  return orThrow(libc, libc.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}
