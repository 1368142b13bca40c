/** An application and an address in, a listening HTTP server out. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { bindFailure, type Endpoint, formatAddress } from '../address.ts';

export interface HttpListener {
  /** `host:port`, as it is bound. */
  readonly address: string;
  /** Answers what is under way, and closes. */
  close(): Promise<void>;
}

export async function listenHttp(app: Hono, endpoint: Endpoint): Promise<HttpListener> {
  const server = createServer(getRequestListener(app.fetch));
  if ('fd' in endpoint) server.listen(endpoint);
  else server.listen({ port: endpoint.port, ...(endpoint.host !== undefined && { host: endpoint.host }) });
  try {
    await once(server, 'listening');
  } catch (error) {
    const where = 'fd' in endpoint ? `descriptor ${endpoint.fd}` : formatAddress(endpoint);
    throw bindFailure(`HTTP ${where}`, '--web.listen-address', error);
  }
  return {
    address: boundAddress(server),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function boundAddress(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return bound ?? '';
  return formatAddress({ host: bound.address, port: bound.port });
}
