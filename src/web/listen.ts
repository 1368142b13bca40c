/** An application and an address in, a listening HTTP server out. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { bindFailure, type Endpoint, formatAddress } from '../address.ts';
import { Failure } from '../failure.ts';
import type { TlsOptions } from './access/web-config.ts';

export interface HttpListener {
  /** `host:port`, as it is bound. */
  readonly address: string;
  /** Answers what is under way, and closes. */
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Undefined: plain HTTP. */
  readonly tls?: TlsOptions | undefined;
  readonly maxConnections?: number;
}

/** Longer than Prometheus keeps a connection, so that it is one scraper as long as it lives. */
const KEEP_ALIVE_MS = 360_000;

export async function listenHttp(
  app: Hono,
  endpoint: Endpoint,
  { tls, maxConnections }: HttpOptions = {},
): Promise<HttpListener> {
  const answer = getRequestListener(app.fetch);
  const server = openServer(tls, answer);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  if (maxConnections !== undefined) server.maxConnections = maxConnections;
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

function openServer(tls: TlsOptions | undefined, answer: RequestListener): Server {
  if (tls === undefined) return createServer(answer);
  try {
    return createTlsServer(tls, answer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('tls-invalid', `certificate or key of --web.config.file: ${reason}`, { cause: error });
  }
}

function boundAddress(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return bound ?? '';
  return formatAddress({ host: bound.address, port: bound.port });
}
