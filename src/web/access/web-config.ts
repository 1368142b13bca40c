/**
 * Prometheus' web configuration file (`web.config.file`) in, TLS and access rules out. What it can say and we do
 * not do is refused rather than passed over: somebody counts on it.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Failure } from '../../failure.ts';

/** As `tls.createServer` takes them. */
export interface TlsOptions {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly ca?: Buffer;
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
}

export interface WebConfig {
  readonly tls?: TlsOptions;
  /** User name → bcrypt hash. */
  readonly users: ReadonlyMap<string, string>;
  readonly bearerToken?: string;
}

const clientAuth = z.enum([
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
]);

const schema = z.strictObject({
  tls_server_config: z
    .strictObject({
      cert_file: z.string(),
      key_file: z.string(),
      client_auth_type: clientAuth.optional(),
      client_ca_file: z.string().optional(),
      min_version: z.enum(['TLS12', 'TLS13']).optional(),
    })
    .optional(),
  basic_auth_users: z
    .record(z.string(), z.string().regex(/^\$2[aby]\$\d\d\$/, 'is no bcrypt hash'))
    .optional(),
  bearer_token_file: z.string().optional(),
});

export const OPEN_TO_ALL: WebConfig = { users: new Map() };

/** Throws a `Failure` that names the file and what in it is wrong, never what is secret in it. */
export function readWebConfig(file: string): WebConfig {
  const parsed = schema.safeParse(parseYaml(file));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'is not understood' };
    throw new Failure(
      'web-config-invalid',
      `${file}: ${path.join('.') || 'the file'}: ${message}; check --web.config.file`,
    );
  }
  const { tls_server_config: tls, basic_auth_users: users, bearer_token_file: tokenFile } = parsed.data;
  const read = (path: string) => readBytes(resolve(dirname(file), path), file);
  return {
    users: new Map(Object.entries(users ?? {})),
    ...(tokenFile !== undefined && { bearerToken: read(tokenFile).toString('utf8').trim() }),
    ...(tls !== undefined && {
      tls: {
        cert: read(tls.cert_file),
        key: read(tls.key_file),
        minVersion: tls.min_version === 'TLS13' ? 'TLSv1.3' : 'TLSv1.2',
        ...(tls.client_ca_file !== undefined && { ca: read(tls.client_ca_file) }),
        ...clientOptions(tls.client_auth_type ?? 'NoClientCert'),
      },
    }),
  };
}

function clientOptions(
  type: z.infer<typeof clientAuth>,
): Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'> {
  return { requestCert: type !== 'NoClientCert', rejectUnauthorized: type === 'RequireAndVerifyClientCert' };
}

function parseYaml(file: string): unknown {
  const text = readBytes(file, file).toString('utf8');
  try {
    return parse(text) ?? {};
  } catch (error) {
    const where = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new Failure('web-config-invalid', `${file}: not YAML: ${where}`, { cause: error });
  }
}

function readBytes(path: string, configFile: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const named = path === configFile ? '' : `, named in ${configFile},`;
    throw new Failure(
      'web-config-unreadable',
      `${path}${named} cannot be read (${code}): check --web.config.file`,
      {
        cause: error,
      },
    );
  }
}
