/**
 * Who may change something: who brings the token. Where none is set, programs on this very machine, as long as
 * the request shows no sign of a proxy or of a browser that was led here under another name.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { refuse } from './operation.ts';

const FORWARDED = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP'];
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;
const LOOPBACK_ADDRESS = /^(?:127\.|::1$|::ffff:127\.)/;

/** `token` as the server was told it; undefined: none is set. */
export function writeAccess(token: string | undefined): MiddlewareHandler {
  return async (c, next) => {
    const refusal = token === undefined ? refuseStranger(c) : refuseToken(c, token);
    return refusal ?? next();
  };
}

function refuseToken(c: Context, token: string): Response | undefined {
  const brought = /^Bearer (\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  if (brought !== undefined && isSame(brought, token)) return undefined;
  c.header('WWW-Authenticate', 'Bearer realm="popcon"');
  return brought === undefined
    ? refuse(c, 401, 'no-token', 'send the push token: Authorization: Bearer …')
    : refuse(c, 401, 'wrong-token', 'the push token is another one');
}

function refuseStranger(c: Context): Response | undefined {
  const address = getConnInfo(c).remote.address ?? '';
  const isForwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  const host = c.req.header('Host') ?? '';
  if (LOOPBACK_ADDRESS.test(address) && LOOPBACK_HOST.test(host) && !isForwarded) return undefined;
  return refuse(
    c,
    403,
    'not-local',
    'without a push token this is taken from its own machine only: start it with --web.push-token-file',
  );
}

/** In a time that tells nothing of the token, its length included. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
