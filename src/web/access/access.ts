/** Access by a web configuration file: users with a password, programs with the bearer token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { Failure } from '../../failure.ts';
import type { LiveWebConfig } from './live-config.ts';
import type { Passwords } from './passwords.ts';

/** `isGuardedElsewhere`: what has a token of its own. */
export function webAccess(
  live: LiveWebConfig,
  passwords: Passwords,
  isGuardedElsewhere: (request: Request) => boolean,
): MiddlewareHandler {
  return async (context, next) => {
    const config = live.current();
    if (config instanceof Failure) return context.text('the web configuration cannot be used\n', 500);
    for (const [name, value] of Object.entries(config.headers)) context.header(name, value);
    const { users, bearerToken } = config;
    const isOpen = users.size === 0 && bearerToken === undefined;
    if (isOpen || isGuardedElsewhere(context.req.raw)) return next();
    const header = context.req.header('Authorization') ?? '';
    if (bearerToken !== undefined && isBearer(header, bearerToken)) return next();
    try {
      if (users.size > 0 && (await isUser(context, header, users, passwords))) return next();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return context.text(`${error.message}\n`, 429, { 'Retry-After': '1' });
    }
    context.header('WWW-Authenticate', users.size > 0 ? 'Basic realm="popcon"' : 'Bearer realm="popcon"');
    return context.text('Unauthorized\n', 401);
  };
}

/** Compares in a time that tells nothing of `token`, its length included. */
export function isBearer(header: string, token: string): boolean {
  const brought = /^Bearer (\S+)$/i.exec(header)?.[1];
  return brought !== undefined && timingSafeEqual(digest(brought), digest(token));
}

async function isUser(
  context: Context,
  header: string,
  users: ReadonlyMap<string, string>,
  passwords: Passwords,
): Promise<boolean> {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  if (encoded === undefined) return false;
  const [, name = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  const address = getConnInfo(context).remote.address ?? '';
  return passwords.check({ name, password, address }, users);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
