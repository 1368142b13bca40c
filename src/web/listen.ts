/** An application and an address in, a listening HTTP server out. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type Address, bindFailure, formatAddress } from '../address.ts';

export interface HttpListener {
  /** `host:port`, as it is bound. */
  readonly address: string;
  /** Answers what is under way, and closes. */
  close(): Promise<void>;
}

export async function listenHttp(app: Hono, address: Address): Promise<HttpListener> {
  const server = createServer(getRequestListener(app.fetch));
  const { host, port } = address;
  server.listen({ port, ...(host !== undefined && { host }) });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw bindFailure(`HTTP ${formatAddress(address)}`, '--web.listen-address', error);
  }
  return {
    address: boundAddress(server, address),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function boundAddress(server: Server, asked: Address): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return formatAddress(asked);
  return formatAddress({ host: bound.address, port: bound.port });
}
