/**
 * A TCP listener: lines of any number of connections in, each handed to a sink. A connection past the bound is
 * closed at once; one that is silent for too long is closed.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, bindFailure, formatAddress } from '../address.ts';
import { type LineSink, StreamFramer } from './framing.ts';
import type { Listener } from './listener.ts';

export interface TcpOptions {
  readonly address: Address;
  readonly maxLineBytes: number;
  readonly maxConnections: number;
  /** A connection on which nothing came for this long is closed. */
  readonly idleTimeoutMs: number;
}

export interface TcpCounts {
  accepted: number;
  /** Closed at once, because there were `maxConnections` already. */
  refused: number;
  /** Closed because nothing came. */
  idle: number;
  open: number;
}

const QUIET_MS = 20;
const MAX_DRAIN_MS = 5_000;

export async function openTcp(options: TcpOptions, counts: TcpCounts, sink: LineSink): Promise<Listener> {
  const connections = new Set<Socket>();
  let received = 0;
  const server = createServer({ noDelay: true });
  server.maxConnections = options.maxConnections;
  server.on('drop', () => {
    counts.refused++;
  });
  server.on('connection', (socket) => {
    counts.accepted++;
    counts.open++;
    connections.add(socket);
    const framer = new StreamFramer(options.maxLineBytes, sink);
    socket.setTimeout(options.idleTimeoutMs, () => {
      counts.idle++;
      socket.destroy();
    });
    socket.on('data', (chunk) => {
      received += chunk.length;
      framer.push(chunk);
    });
    // A client that goes away in the middle of something is its own affair; what it sent counts.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      framer.end();
      counts.open--;
      connections.delete(socket);
    });
  });
  await listen(server, options.address);
  const bound = server.address();
  return {
    address:
      bound === null || typeof bound === 'string'
        ? formatAddress(options.address)
        : formatAddress({ host: bound.address, port: bound.port }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      const deadline = performance.now() + MAX_DRAIN_MS;
      for (let before = -1; before !== received && performance.now() < deadline; ) {
        before = received;
        await sleep(QUIET_MS);
      }
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, { host, port }: Address): Promise<void> {
  server.listen({ port, ...(host !== undefined && { host }) });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw bindFailure(`TCP ${formatAddress({ host, port })}`, '--statsd.listen-tcp', error);
  }
}
