/**
 * The Hub's login before everything: a browser logs in through the Hub (OAuth 2 with PKCE), a program brings a Hub
 * token. Who holds the service's access scope may read; who administers users may also write. No name is kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { BoundedMap } from './bounded-map.ts';
import { type HubClient, holdsAny, type Scopes } from './client.ts';
import type { HubSettings } from './settings.ts';

const SESSION_COOKIE = 'popcon-session';
const STATE_COOKIE = 'popcon-login';
const WRITE_SCOPES = ['admin:users'];
const OPEN_PATHS = ['-/healthy', '-/ready'];

const MAX_SESSIONS = 10_000;
const SESSION_MS = 8 * 60 * 60 * 1000;
const LOGIN_MS = 10 * 60 * 1000;
/** The Hub's word on a token holds for so long: a user who logs out there, or loses a scope, is out after it. */
const RECHECK_MS = 15 * 1000;
const MAX_CHECKED_TOKENS = 10_000;

const stateSchema = z.object({ id: z.string(), verifier: z.string(), next: z.string() });

export interface HubLogin {
  readonly guard: MiddlewareHandler;
  /** `oauth_callback`, relative to the prefix. */
  readonly routes: Hono;
}

export function hubLogin(hub: HubSettings, client: HubClient, now: () => number): HubLogin {
  const secret = randomBytes(32).toString('base64url');
  const sessions = new BoundedMap<string>({ maxEntries: MAX_SESSIONS, lifetimeMs: SESSION_MS }, now);
  const checked = new BoundedMap<Scopes>({ maxEntries: MAX_CHECKED_TOKENS, lifetimeMs: RECHECK_MS }, now);

  const scopesOf = async (token: string): Promise<Scopes | undefined> => {
    const key = createHash('sha256').update(token).digest('base64');
    const known = checked.get(key);
    if (known !== undefined) return known;
    const scopes = await client.scopesOf(token);
    if (scopes !== undefined) checked.set(key, scopes);
    return scopes;
  };

  const cookieOptions = (c: Context, maxAgeMs: number) => ({
    path: hub.prefix,
    httpOnly: true,
    sameSite: 'Lax' as const,
    secure: hub.isHttps ?? c.req.header('X-Forwarded-Proto')?.split(',')[0]?.trim() === 'https',
    maxAge: maxAgeMs / 1000,
  });

  const sendToHub = async (c: Context): Promise<Response> => {
    const { pathname, search } = new URL(c.req.url);
    const [id, verifier] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')];
    const state = JSON.stringify({ id, verifier, next: pathname + search });
    await setSignedCookie(c, STATE_COOKIE, state, secret, cookieOptions(c, LOGIN_MS));
    const query = new URLSearchParams({
      client_id: hub.clientId,
      redirect_uri: hub.callbackUrl,
      response_type: 'code',
      state: id,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    c.header('Cache-Control', 'no-store');
    return c.redirect(`${hub.authorizeUrl}?${query}`);
  };

  const guard: MiddlewareHandler = async (c, next) => {
    const { pathname } = new URL(c.req.url);
    if (!pathname.startsWith(hub.prefix)) return c.notFound();
    const path = pathname.slice(hub.prefix.length);
    if (OPEN_PATHS.includes(path) || path === 'oauth_callback') return next();
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    const bearer = /^(?:token|bearer) (\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    // A session only reads: what changes something must bring a token, which no other site can make a browser send.
    const token = bearer ?? (reads ? sessions.get(getCookie(c, SESSION_COOKIE) ?? '') : undefined);
    try {
      const scopes = token === undefined ? undefined : await scopesOf(token);
      if (scopes === undefined) {
        const isPage = reads && bearer === undefined && (c.req.header('Accept') ?? '').includes('text/html');
        if (isPage) return await sendToHub(c);
        c.header('WWW-Authenticate', 'Bearer realm="JupyterHub"');
        return c.text('log in at the Hub, or send a Hub token: Authorization: token …\n', 401);
      }
      const allowed = holdsAny(scopes, hub.accessScopes) && (reads || holdsAny(scopes, WRITE_SCOPES));
      if (!allowed)
        return c.text(
          `not allowed: ${reads ? `it takes ${hub.accessScopes.join(' or ')}` : `it takes an admin's token (${WRITE_SCOPES.join(', ')})`}\n`,
          403,
        );
    } catch (error) {
      return unavailable(c, error);
    }
    return next();
  };

  const routes = new Hono().get('/oauth_callback', async (c) => {
    const cookie = await getSignedCookie(c, secret, STATE_COOKIE);
    const state = typeof cookie === 'string' ? stateSchema.parse(JSON.parse(cookie)) : undefined;
    setCookie(c, STATE_COOKIE, '', cookieOptions(c, 0));
    c.header('Cache-Control', 'no-store');
    const { code, state: id, error } = c.req.query();
    if (error !== undefined)
      return c.text(`the Hub did not let you in: open ${hub.prefix} to try again\n`, 403);
    if (state === undefined || id !== state.id || code === undefined)
      return c.text(
        `this login was begun elsewhere or too long ago: open ${hub.prefix} to begin anew\n`,
        400,
      );
    try {
      const token = await client.tokenFor(code, state.verifier);
      if (token === undefined)
        return c.text(`the Hub refused this login: open ${hub.prefix} to begin anew\n`, 403);
      const session = randomBytes(32).toString('base64url');
      sessions.set(session, token);
      setCookie(c, SESSION_COOKIE, session, cookieOptions(c, SESSION_MS));
      return c.redirect(state.next);
    } catch (failure) {
      return unavailable(c, failure);
    }
  });
  return { guard, routes };
}

function unavailable(c: Context, error: unknown): Response {
  if (!(error instanceof Failure)) throw error;
  return c.text(`${error.message}\n`, 503);
}
