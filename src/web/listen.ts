/** An application and an address in, a listening HTTP server out, encrypted where the web configuration says so. */
import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { bindFailure, type Endpoint, formatAddress } from '../address.ts';
import { Failure } from '../failure.ts';
import { type LiveWebConfig, PLAIN_HTTP } from './access/live-config.ts';
import type { TlsRules } from './access/tls-rules.ts';
import { Connections, KEEP_ALIVE_MS } from './connections.ts';

export interface HttpListener {
  /** `host:port`, as it is bound. */
  readonly address: string;
  readonly connections: Connections;
  /** Requests from now on are this application's. */
  answerWith(app: Hono): void;
  /** Takes no more, lets what is under way end for {@link GRACE_MS}, and closes every connection. */
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly webConfig?: LiveWebConfig;
  readonly maxConnections?: number;
}

/** A client that takes longer for its answer, or sends half a request, does not keep the collector from ending. */
const GRACE_MS = 250;
const MAX_HANDSHAKE_MS = 10_000;
/** The host of a request that names none, as HTTP/1.0 may, or one that is no host name. */
const NO_HOST = 'localhost';

export async function listenHttp(
  app: Hono,
  endpoint: Endpoint,
  { webConfig = PLAIN_HTTP, maxConnections = Number.POSITIVE_INFINITY }: HttpOptions = {},
): Promise<HttpListener> {
  let current = app;
  const connections = new Connections(maxConnections);
  const http = openHttp((request, env) => current.fetch(request, env), connections);
  const server = createServer();
  const taken = webConfig.isTls ? tlsInFrontOf(http, webConfig, connections) : takenBy(http);
  server.on('connection', (socket: Socket) => {
    if (connections.admit(socket)) taken(socket);
  });
  try {
    if ('fd' in endpoint) server.listen(endpoint);
    else server.listen({ port: endpoint.port, ...(endpoint.host !== undefined && { host: endpoint.host }) });
    await once(server, 'listening');
  } catch (error) {
    connections.closeAll();
    const where = 'fd' in endpoint ? `descriptor ${endpoint.fd}` : formatAddress(endpoint);
    throw bindFailure('HTTP', where, error);
  }
  return {
    address: boundAddress(server),
    connections,
    answerWith: (next) => {
      current = next;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      connections.closeIdle();
      const late = setTimeout(() => connections.closeAll(), GRACE_MS);
      await closed;
      clearTimeout(late);
      connections.closeAll();
    },
  };
}

/** Every parameter of the API at its longest, percent-encoded, finds room. */
const MAX_HEADER_BYTES = 64 * 1024;

type Fetch = Parameters<typeof getRequestListener>[0];

/** Takes connections, which somebody else listens for. */
function openHttp(fetch: Fetch, connections: Connections): HttpServer {
  const answer = getRequestListener(fetch, { hostname: NO_HOST });
  const http = createHttpServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    connections.answering(request.socket, response);
    // RFC 9112, section 3.2: whoever is in front may have gone by the other one.
    if ((request.headersDistinct.host ?? []).length > 1) {
      response.writeHead(400, { Connection: 'close' }).end('more than one Host\n');
      return;
    }
    const { host } = request.headers;
    if (host !== undefined) request.headers.host = oneSpelling(host);
    void answer(request, response);
  });
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  return http;
}

/** As URLs write it: `127.1` is `127.0.0.1`, a port may be empty (RFC 3986). What is more than a host stays, to be refused. */
function oneSpelling(host: string): string {
  return /[@/?#\\]/.test(host) ? host : (URL.parse(`http://${host}`)?.host ?? NO_HOST);
}

function takenBy(http: HttpServer): (socket: Socket) => void {
  return (socket) => void http.emit('connection', socket);
}

/** Encryption by the configuration as it is when a client connects. */
function tlsInFrontOf(
  http: HttpServer,
  webConfig: LiveWebConfig,
  connections: Connections,
): (socket: Socket) => void {
  const serverOf = new WeakMap<TlsRules, TlsServer>();
  return (socket) => {
    const config = webConfig.current();
    if (config instanceof Failure || config.tls === undefined) {
      connections.counts['no-tls']++;
      socket.destroy();
      return;
    }
    const { tls } = config;
    const server = serverOf.get(tls) ?? openTls(tls);
    serverOf.set(tls, server);
    server.emit('connection', socket);
  };

  function openTls(tls: TlsRules): TlsServer {
    const server = createTlsServer({
      ...tls.options,
      requestCert: tls.asksClient,
      rejectUnauthorized: false,
      handshakeTimeout: MAX_HANDSHAKE_MS,
      ALPNProtocols: ['http/1.1'],
    });
    server.on('secureConnection', (client: TLSSocket) => {
      if (tls.admits(client)) {
        http.emit('connection', client);
        return;
      }
      connections.counts['no-certificate']++;
      client.destroy();
    });
    server.on('tlsClientError', (_, client) => {
      connections.counts['no-tls']++;
      client.destroy();
    });
    return server;
  }
}

function boundAddress(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return bound ?? '';
  return formatAddress({ host: bound.address, port: bound.port });
}
