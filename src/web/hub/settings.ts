/** The environment variables of a service that a JupyterHub runs → typed settings. Refused: a missing one. */
import { z } from 'zod';
import { type Address, parseAddress } from '../../address.ts';
import { Failure } from '../../failure.ts';

export interface HubSettings {
  /** For services; without a slash at the end. */
  readonly apiUrl: string;
  /** The service's own token, which is its OAuth client secret too. Never logged. */
  readonly apiToken: string;
  readonly clientId: string;
  /** The Hub's first page, for a browser. */
  readonly homeUrl: string;
  /** A browser logs in there. */
  readonly authorizeUrl: string;
  /** The Hub sends it back there; under the prefix. */
  readonly callbackUrl: string;
  /** Every path of the service begins with it; ends with a slash. */
  readonly prefix: string;
  /** Any one of them lets a user in. */
  readonly accessScopes: readonly string[];
  readonly listen: Address;
  /** For browsers; undefined where the Hub does not know its own address. */
  readonly isHttps: boolean | undefined;
}

const environmentSchema = z.object({
  JUPYTERHUB_API_URL: z.url(),
  JUPYTERHUB_API_TOKEN: z.string().min(1),
  JUPYTERHUB_CLIENT_ID: z.string().min(1),
  JUPYTERHUB_SERVICE_NAME: z.string().min(1),
  JUPYTERHUB_SERVICE_URL: z.url(),
  JUPYTERHUB_SERVICE_PREFIX: z.string().startsWith('/'),
  JUPYTERHUB_BASE_URL: z.string().startsWith('/').default('/'),
  JUPYTERHUB_HOST: z.string().default(''),
  JUPYTERHUB_OAUTH_CALLBACK_URL: z.string().min(1).optional(),
  JUPYTERHUB_OAUTH_ACCESS_SCOPES: z
    .string()
    .transform((text) => z.array(z.string()).min(1).parse(JSON.parse(text)))
    .optional(),
  JUPYTERHUB_PUBLIC_URL: z.string().optional(),
});

export function readHubSettings(env: Readonly<Record<string, string | undefined>>): HubSettings {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    const variable = String(parsed.error.issues[0]?.path[0] ?? 'JUPYTERHUB_…');
    const fault = env[variable] === undefined ? 'is not set' : 'cannot be used';
    throw new Failure(
      'no-hub',
      `${variable} ${fault}: let a JupyterHub start this as a service with a url (docs/install.md)`,
    );
  }
  const hub = parsed.data;
  const prefix = withSlash(hub.JUPYTERHUB_SERVICE_PREFIX);
  const hubUrl = `${hub.JUPYTERHUB_HOST}${withSlash(hub.JUPYTERHUB_BASE_URL)}hub/`;
  const service = new URL(hub.JUPYTERHUB_SERVICE_URL);
  const publicUrl = hub.JUPYTERHUB_PUBLIC_URL || hub.JUPYTERHUB_HOST;
  return {
    apiUrl: hub.JUPYTERHUB_API_URL.replace(/\/$/, ''),
    apiToken: hub.JUPYTERHUB_API_TOKEN,
    clientId: hub.JUPYTERHUB_CLIENT_ID,
    homeUrl: `${hubUrl}home`,
    authorizeUrl: `${hubUrl}api/oauth2/authorize`,
    callbackUrl: hub.JUPYTERHUB_OAUTH_CALLBACK_URL ?? `${prefix}oauth_callback`,
    prefix,
    accessScopes: hub.JUPYTERHUB_OAUTH_ACCESS_SCOPES ?? [
      `access:services!service=${hub.JUPYTERHUB_SERVICE_NAME}`,
    ],
    listen: parseAddress(`${service.hostname}:${service.port || '80'}`, 'JUPYTERHUB_SERVICE_URL'),
    isHttps: publicUrl === '' ? undefined : publicUrl.startsWith('https:'),
  };
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
