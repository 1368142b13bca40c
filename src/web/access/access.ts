/** Who is answered, where a web configuration file says: users with a password, or who brings the bearer token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { compare } from 'bcryptjs';
import type { MiddlewareHandler } from 'hono';
import type { WebConfig } from './web-config.ts';

/** bcrypt is slow on purpose; that a password is right is remembered, as a hash, for so many of them. */
const MAX_REMEMBERED = 100;
/** A hash of nobody's password: an unknown user takes as long as a known one. */
const NOBODY = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';

/** `isGuardedElsewhere`: what has a token of its own. */
export function webAccess(
  { users, bearerToken }: WebConfig,
  isGuardedElsewhere: (request: Request) => boolean,
): MiddlewareHandler {
  const isOpen = users.size === 0 && bearerToken === undefined;
  const remembered = new Set<string>();
  return async (context, next) => {
    if (isOpen || isGuardedElsewhere(context.req.raw)) return next();
    const header = context.req.header('Authorization') ?? '';
    if (bearerToken !== undefined && isBearer(header, bearerToken)) return next();
    if (await isUser(header, users, remembered)) return next();
    context.header('WWW-Authenticate', users.size > 0 ? 'Basic realm="popcon"' : 'Bearer realm="popcon"');
    return context.text('Unauthorized\n', 401);
  };
}

function isBearer(header: string, token: string): boolean {
  const brought = /^Bearer (\S+)$/i.exec(header)?.[1];
  return brought !== undefined && timingSafeEqual(digest(brought), digest(token));
}

async function isUser(
  header: string,
  users: ReadonlyMap<string, string>,
  remembered: Set<string>,
): Promise<boolean> {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  if (encoded === undefined) return false;
  const [, name = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  const hash = users.get(name);
  const attempt = digest(`${hash}\0${name}\0${password}`).toString('base64');
  if (remembered.has(attempt)) return true;
  const isRight = (await compare(password, hash ?? NOBODY)) && hash !== undefined;
  if (!isRight) return false;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.add(attempt);
  return true;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
