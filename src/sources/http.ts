/**
 * Requests to a server that the reader named, for reading and for pushing alike: one address, its credentials and
 * certificate authority, a time-out, a second try. Whatever keeps an answer from coming is a Failure that says which
 * of the ways it was.
 */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { withoutPassword } from './address.ts';
import { FOREIGN_HOST } from './api.ts';
import { explainError, isBroken, WANTS_TLS } from './http-errors.ts';

export interface Endpoint {
  /** As {@link parseServerAddress} reads it. */
  readonly url: URL;
  /** Sent as `Authorization: Bearer`; wins over a user name in the URL. */
  readonly token?: string | undefined;
  /** Further headers, such as Mimir's `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | undefined;
  /** How long one answer may take, to its last byte. */
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

/** Each fails where there is no reply at all, where it asks for other credentials, and where it is too long. */
export interface JsonClient extends Disposable {
  /** The address without its password. */
  readonly address: string;
  get(path: string, parameters?: Readonly<Record<string, string>>): Promise<Reply>;
  /** With the parameters as a form. */
  post(path: string, parameters: Readonly<Record<string, string>>): Promise<Reply>;
  put(path: string, json: string): Promise<Reply>;
}

interface Body {
  readonly type: string;
  readonly text: string;
}

/** Before each further try of a request whose connection broke, or whose proxy lost its server. */
const RETRY_AFTER_MS: readonly number[] = [200, 1_000];
const BAD_GATEWAY = 502;

/** A client that keeps its connections until it is disposed of. */
export function jsonClient(endpoint: Endpoint, signal: AbortSignal): JsonClient {
  const { url: base, timeoutMs, ca } = endpoint;
  const address = withoutPassword(base.href).replace(/\/$/, '');
  const isTls = base.protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: true, ca }) : new HttpAgent({ keepAlive: true });
  const headers = { Accept: 'application/json', ...endpoint.headers, ...authorization(endpoint) };

  const attempt = async (url: URL, method: string, body: Body | undefined): Promise<Reply> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await exchange(url, method, body, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (!timeout.aborted) throw error;
      const message = `${address} did not answer within ${timeoutMs / 1000} s`;
      throw new Failure('timeout', message, { cause: error, about: address });
    }
  };

  const exchange = async (
    url: URL,
    method: string,
    body: Body | undefined,
    end: AbortSignal,
  ): Promise<Reply> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(url, {
        method,
        agent,
        headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': body.type }) },
        signal: end,
      });
      request.once('response', resolve).once('error', reject).end(body?.text);
    });
    const status = response.statusCode ?? 0;
    const text = await readText(response, endpoint.maxBytes, address);
    return { status, text, json: parseJson(text) };
  };

  const send = async (
    url: URL,
    method: string,
    body?: Body,
    [waitMs, ...later]: readonly number[] = RETRY_AFTER_MS,
  ): Promise<Reply> => {
    try {
      const reply = await attempt(url, method, body);
      if (waitMs === undefined || reply.status !== BAD_GATEWAY) return refused(reply, endpoint, address);
    } catch (error) {
      signal.throwIfAborted();
      if (waitMs === undefined || !isBroken(error)) throw explainError(error, address);
    }
    await sleep(waitMs, undefined, { signal });
    return send(url, method, body, later);
  };

  return {
    address,
    get: (path, parameters = {}) => {
      const url = bareUrl(path, base);
      url.search = new URLSearchParams(parameters).toString();
      return send(url, 'GET');
    },
    post: (path, parameters) => {
      const text = new URLSearchParams(parameters).toString();
      return send(bareUrl(path, base), 'POST', { type: 'application/x-www-form-urlencoded', text });
    },
    put: (path, json) => send(bareUrl(path, base), 'PUT', { type: 'application/json', text: json }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function bareUrl(path: string, base: URL): URL {
  const url = new URL(path, base);
  url.username = '';
  url.password = '';
  return url;
}

function authorization({ url, token }: Endpoint): Record<string, string> {
  if (token !== undefined) return { Authorization: `Bearer ${token}` };
  if (url.username === '') return {};
  const pair = `${decoded(url.username)}:${decoded(url.password)}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** As it was typed, where it is no percent-encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How a collector says what was wrong. */
const saidSchema = z.object({ error: z.object({ message: z.string() }) });

export function saidBy({ json }: Reply): string | undefined {
  return saidSchema.safeParse(json).data?.error.message;
}

/** The reply, where it is not one that a reader must hear of whatever was asked. */
function refused(reply: Reply, endpoint: Endpoint, address: string): Reply {
  const { status, text } = reply;
  const about = { about: address };
  if (status === 403 && text.trim() === FOREIGN_HOST) {
    throw new Failure('unreachable', `${address} answered 403: ${FOREIGN_HOST}`, about);
  }
  if (status === 401 || status === 403) throw unauthorized(reply, endpoint, address);
  if (status >= 300 && status < 400) {
    throw new Failure(
      'unreachable',
      `${address} answered ${status}: what it has is at another address`,
      about,
    );
  }
  if (status === 400 && WANTS_TLS.test(text)) {
    throw new Failure('unreachable', `${address} speaks TLS: write https:// instead of http://`, about);
  }
  return reply;
}

function unauthorized(reply: Reply, { url, token }: Endpoint, address: string): Failure {
  const wanted =
    token !== undefined
      ? 'other credentials than the token it was sent'
      : url.username !== ''
        ? 'other credentials than the user name and password it was sent'
        : 'credentials, and was sent none';
  const said = saidBy(reply);
  const message = `${address} answered ${reply.status}: it wants ${wanted}${said === undefined ? '' : ` (${said})`}`;
  return new Failure('unauthorized', message, { about: address });
}

async function readText(response: IncomingMessage, maxBytes: number, address: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new Failure('answer-too-long', `${address} answered with more than ${maxBytes} bytes`, {
        about: address,
      });
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
