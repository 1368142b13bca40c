/**
 * JSON over HTTP from a server that the reader named: one address, its credentials and certificate authority.
 * Whatever keeps an answer from coming is a Failure that says which of the ways it was.
 */
import { Agent, fetch, type Response } from 'undici';
import { Failure } from '../failure.ts';

export interface Endpoint {
  /** Where paths begin, ending in `/`; may carry a user name and password. */
  readonly url: URL;
  /** Sent as `Authorization: Bearer`; wins over a user name in the URL. */
  readonly token?: string;
  /** Further headers, such as Mimir's `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string;
  /** How long one answer may take. */
  readonly timeoutMs: number;
  /** How long an answer may be. */
  readonly maxBytes: number;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The body as JSON; undefined where it is not JSON. */
  readonly json: unknown;
}

export interface JsonClient extends Disposable {
  /** The address without its password. */
  readonly address: string;
  /** Fails where there is no reply at all, where it asks for other credentials, and where it is too long. */
  request(path: string, parameters: URLSearchParams, method: 'GET' | 'POST'): Promise<Reply>;
}

/** A client that keeps its connections until it is disposed of. */
export function jsonClient(endpoint: Endpoint, signal: AbortSignal): JsonClient {
  const address = bareAddress(endpoint.url);
  const agent = new Agent({
    connect: endpoint.ca === undefined ? {} : { ca: endpoint.ca },
    headersTimeout: endpoint.timeoutMs,
    bodyTimeout: endpoint.timeoutMs,
  });
  const headers = { Accept: 'application/json', ...endpoint.headers, ...authorization(endpoint) };
  return {
    address,
    request: async (path, parameters, method) => {
      const url = new URL(path, bareUrl(endpoint.url));
      if (method === 'GET') url.search = parameters.toString();
      try {
        const response = await fetch(url, {
          method,
          headers,
          ...(method === 'POST' ? { body: parameters } : {}),
          dispatcher: agent,
          signal: AbortSignal.any([signal, AbortSignal.timeout(endpoint.timeoutMs)]),
        });
        const text = await readText(response, endpoint.maxBytes, address);
        refuseUnauthorized(response.status, endpoint, address);
        refusePlain(response.status, text, address);
        return { status: response.status, text, json: parseJson(text) };
      } catch (error) {
        signal.throwIfAborted();
        throw explain(error, address, endpoint.timeoutMs);
      }
    },
    [Symbol.dispose]: () => void agent.destroy(),
  };
}

/** Reads an address that a reader typed; the password stays in the URL alone. */
export function parseAddress(text: string): URL {
  if (!URL.canParse(text))
    throw new Failure('bad-address', `${text} is not an address: write http://host:port`);
  const url = new URL(text);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.hash = '';
  url.search = '';
  return url;
}

function bareUrl(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function bareAddress(url: URL): string {
  return bareUrl(url).href.replace(/\/$/, '');
}

function authorization({ url, token }: Endpoint): Record<string, string> {
  if (token !== undefined) return { Authorization: `Bearer ${token}` };
  if (url.username === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refuseUnauthorized(status: number, { url, token }: Endpoint, address: string): void {
  if (status !== 401 && status !== 403) return;
  const wanted =
    token !== undefined
      ? 'other credentials than the token it was sent'
      : url.username !== ''
        ? 'other credentials than the user name and password it was sent'
        : 'credentials, and was sent none';
  throw new Failure(
    'unauthorized',
    `${address} answered ${status}: it wants ${wanted}; set POPCON_FROM_TOKEN or --from-token-file, or write user:password@ before the host`,
  );
}

/** How Go's servers, and nginx, answer plain HTTP where they expect TLS. */
const WANTS_TLS = /HTTP request (?:to an HTTPS server|was sent to HTTPS port)/;

function refusePlain(status: number, text: string, address: string): void {
  if (status !== 400 || !WANTS_TLS.test(text)) return;
  throw new Failure(
    'unreachable',
    `${address} cannot be reached: it speaks TLS; try https:// instead of http://`,
  );
}

async function readText(response: Response, maxBytes: number, address: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new Failure(
        'answer-too-long',
        `${address} answered with more than ${maxBytes} bytes: ask for less`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the system's and undici's error codes mean to a reader. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  EHOSTUNREACH: 'no way to that host',
  ENETUNREACH: 'no way to that network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; --from-ca FILE names one to trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate authority is not trusted; --from-ca FILE names one to trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate authority is not trusted; --from-ca FILE names one to trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate authority is not trusted; --from-ca FILE names one to trust',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; try http:// instead of https://',
};

const TIMEOUT_CODES = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

function explain(error: unknown, address: string, timeoutMs: number): Failure {
  if (error instanceof Failure) return error;
  const code = causeCode(error);
  if ((error instanceof DOMException && error.name === 'TimeoutError') || TIMEOUT_CODES.has(code)) {
    return new Failure('timeout', `${address} did not answer within ${timeoutMs / 1000} s`, { cause: error });
  }
  const reason = REASONS[code] ?? (code === '' ? innermostMessage(error) : code);
  return new Failure('unreachable', `${address} cannot be reached: ${reason}`, { cause: error });
}

/** The code of the innermost cause that has one; fetch wraps what the socket said. */
function causeCode(error: unknown): string {
  let code = '';
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') code = at.code;
    if (at instanceof AggregateError && at.errors.length > 0) code = causeCode(at.errors[0]) || code;
  }
  return code;
}

function innermostMessage(error: unknown): string {
  let message = String(error);
  for (let at = error; at instanceof Error; at = at.cause) message = at.message;
  return message;
}
