/** Asks the Hub whose a token is and what it allows, and trades a login's code for a token. */
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { HubSettings } from './settings.ts';

/** Of a token; its owner's name is not looked at. */
export type Scopes = ReadonlySet<string>;

export interface HubClient {
  /** Undefined where the Hub does not know the token, or no longer. Throws a `Failure` where it does not answer. */
  scopesOf(token: string): Promise<Scopes | undefined>;
  /** Undefined where the Hub refuses the code. Throws likewise. */
  tokenFor(code: string, verifier: string): Promise<string | undefined>;
}

const TIMEOUT_MS = 10_000;
const holderSchema = z.object({ scopes: z.array(z.string()) });
const tokenSchema = z.object({ access_token: z.string().min(1) });

export function makeHubClient(hub: HubSettings, request: typeof fetch = fetch): HubClient {
  const ask = async <T>(path: string, init: RequestInit, schema: z.ZodType<T>): Promise<T | undefined> => {
    const response = await request(`${hub.apiUrl}${path}`, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Failure('hub-silent', 'the Hub does not answer: try again in a moment', { cause: error });
    });
    if (response.status >= 500)
      throw new Failure('hub-silent', `the Hub answers ${response.status}: try again in a moment`);
    if (!response.ok) return undefined;
    return schema.parse(await response.json());
  };
  return {
    async scopesOf(token) {
      const headers = { Authorization: `token ${token}` };
      const holder = await ask('/user', { headers }, holderSchema);
      return holder === undefined ? undefined : new Set(holder.scopes);
    },
    async tokenFor(code, verifier) {
      const body = new URLSearchParams({
        client_id: hub.clientId,
        client_secret: hub.apiToken,
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: hub.callbackUrl,
      });
      const token = await ask('/oauth2/token', { method: 'POST', body }, tokenSchema);
      return token?.access_token;
    },
  };
}

/** A scope is held as it is, or as the one it narrows: `access:services` holds `access:services!service=popcon`. */
export function holdsAny(scopes: Scopes, wanted: readonly string[]): boolean {
  return wanted.some((scope) => scopes.has(scope) || scopes.has(scope.split('!')[0] ?? scope));
}
