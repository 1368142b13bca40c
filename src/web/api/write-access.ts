/**
 * Only a request with the push token may change something. Where none is set nothing may, also not from this machine: a
 * loopback address is shared by all its users and by every proxy on it. Whoever may write the ledger's file needs neither.
 */
import type { MiddlewareHandler } from 'hono';
import { isBearer } from '../access/access.ts';
import { refuse } from './operation.ts';

/** `token` as the server was told it; undefined: none is set. */
export function writeAccess(token: string | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (token === undefined) {
      return refuse(
        c,
        403,
        'no-push-token',
        'no push token is set: start the collector with --web.push-token-file, or record in its ledger (popcon inventory --ledger FILE)',
      );
    }
    const header = c.req.header('Authorization') ?? '';
    if (isBearer(header, token)) return next();
    c.header('WWW-Authenticate', 'Bearer realm="popcon"');
    return /^Bearer \S+$/i.test(header)
      ? refuse(c, 401, 'wrong-token', 'the push token is another one')
      : refuse(c, 401, 'no-token', 'send the push token: Authorization: Bearer …');
  };
}
