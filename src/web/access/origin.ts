/**
 * Keeps web pages of other sites from asking through a reader's browser. On a loopback address only loopback names are
 * answered, so that a page that has its own name resolved to this machine reads nothing; and what changes something is
 * refused where a browser says that another site asks.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { FOREIGN_HOST } from '../../sources/api.ts';

/** In the one spelling that URLs give every host. */
const LOOPBACK_NAME =
  /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;
const LOOPBACK_ADDRESS = /^(?:127\.|\[?::1\]?(?::|$)|\[?::ffff:127\.|localhost(?::|$))/;
const READS = ['GET', 'HEAD', 'OPTIONS'];

export interface OriginRules {
  /** `host:port`; undefined before the server listens. */
  readonly listensAt: () => string | undefined;
  /** Further names that it goes by, without a port. */
  readonly allowedHosts: readonly string[];
}

export function originGuard({ listensAt, allowedHosts }: OriginRules): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const { host, hostname } = new URL(c.req.url);
    const isLoopback = LOOPBACK_ADDRESS.test(listensAt() ?? '');
    if (isLoopback && !LOOPBACK_NAME.test(hostname) && !allowed.has(hostname)) {
      return c.text(`${FOREIGN_HOST}\n`, 403);
    }
    if (!READS.includes(c.req.method) && isFromElsewhere(c, host)) {
      return c.text('asked from another site: not allowed\n', 403);
    }
    return next();
  };
}

/** By `Sec-Fetch-Site`, or `Origin` of a browser that does not send that. */
function isFromElsewhere(c: Context, host: string): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('Origin');
  return origin !== undefined && !origin.endsWith(`//${host}`);
}
