/**
 * A TCP listener: lines of any number of connections in, each handed to a sink. A connection past the bound is
 * closed at once; one that is silent for too long is closed.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { bindFailure, type Endpoint, formatAddress, plainIp } from '../address.ts';
import { untilQuiet } from './drain.ts';
import { type LineSink, StreamFramer } from './framing.ts';
import type { AddressFilter, Listener } from './listener.ts';

export interface TcpOptions {
  readonly endpoint: Endpoint;
  /** Undefined: every sender. */
  readonly isAllowed: AddressFilter | undefined;
  readonly maxLineBytes: number;
  readonly maxConnections: number;
  /** A connection on which nothing came for this long is closed. */
  readonly idleTimeoutMs: number;
}

export interface TcpCounts {
  accepted: number;
  /** Closed at once, because there were `maxConnections` already. */
  refused: number;
  /** Closed at once, because lines are not taken from its address. */
  notAllowed: number;
  /** Closed because nothing came. */
  idle: number;
  open: number;
}

export async function openTcp(options: TcpOptions, counts: TcpCounts, sink: LineSink): Promise<Listener> {
  const connections = new Set<Socket>();
  let received = 0;
  const server = createServer({ noDelay: true });
  server.maxConnections = options.maxConnections;
  server.on('drop', () => {
    counts.refused++;
  });
  server.on('connection', (socket) => {
    if (options.isAllowed?.(plainIp(socket.remoteAddress ?? '')) === false) {
      counts.notAllowed++;
      socket.destroy();
      return;
    }
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
  await listen(server, options.endpoint);
  return {
    address: boundAddress(server),
    async close(deadlineMs) {
      const closed = once(server, 'close');
      server.close();
      await untilQuiet(() => received, deadlineMs);
      // Its own close, in which its last line counts, may come after the server's.
      const ended = Array.from(connections, (socket) => once(socket, 'close'));
      for (const socket of connections) socket.destroy();
      await Promise.all([closed, ...ended]);
      return true;
    },
  };
}

async function listen(server: Server, endpoint: Endpoint): Promise<void> {
  if ('fd' in endpoint) server.listen(endpoint);
  else server.listen({ port: endpoint.port, ...(endpoint.host !== undefined && { host: endpoint.host }) });
  try {
    await once(server, 'listening');
  } catch (error) {
    const where = 'fd' in endpoint ? `descriptor ${endpoint.fd}` : formatAddress(endpoint);
    throw bindFailure('TCP', where, error);
  }
}

function boundAddress(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return bound ?? '';
  return formatAddress({ host: bound.address, port: bound.port });
}
