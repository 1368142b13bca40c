/**
 * The web configuration file of Prometheus' exporter-toolkit (`web.config.file`) in, TLS and access rules out. What it
 * can say and we do not do is refused rather than passed over: somebody counts on it.
 */
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Failure, messageOf } from '../../failure.ts';
import { readRegularFile, unreadable } from '../../regular-file.ts';
import { buildTls, isTlsAskedFor, type TlsRules, tlsSchema } from './tls-rules.ts';

export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls?: TlsRules;
  /** User name → bcrypt hash. */
  readonly users: ReadonlyMap<string, string>;
  readonly bearerToken?: string;
  /** Set on every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Every file that was read for it. */
  readonly files: readonly string[];
}

const BCRYPT_HASH = /^\$2[aby]\$(?:0[4-9]|1\d|2\d|3[01])\$[./A-Za-z0-9]{53}$/;
/** A check costs twice as much a step: past this one it takes seconds. */
const MAX_BCRYPT_COST = 15;
/** Of the file, and of each that it names. */
const MAX_BYTES = 1_000_000;

/** A key without a value, as where all below it is commented out, is the same as none. */
function section<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== null));
  }, schema);
}

const headers = z.strictObject({
  'Content-Security-Policy': z.string().exactOptional(),
  'Strict-Transport-Security': z.string().exactOptional(),
  'X-Content-Type-Options': z.literal('nosniff').exactOptional(),
  'X-Frame-Options': z.enum(['deny', 'sameorigin']).exactOptional(),
  'X-XSS-Protection': z.string().exactOptional(),
});
/** HTTP/1.1 is spoken either way; HTTP/2 would be an offer, no promise. */
const httpConfig = z.strictObject({ http2: z.boolean().optional(), headers: section(headers).optional() });

const fields = z.strictObject({
  tls_server_config: section(tlsSchema).optional(),
  http_server_config: section(httpConfig).optional(),
  basic_auth_users: z
    .record(
      z.string(),
      z
        .string()
        .regex(BCRYPT_HASH, 'is no bcrypt hash')
        .refine((hash) => costOf(hash) <= MAX_BCRYPT_COST, `has a bcrypt cost above ${MAX_BCRYPT_COST}`),
    )
    .optional(),
  bearer_token_file: z.string().optional(),
});
const schema = section(fields);

export const OPEN_TO_ALL: WebConfig = { users: new Map(), headers: {}, files: [] };

/** Throws a `Failure` that names the file and what in it is wrong, never what is secret in it. */
export function readWebConfig(file: string): WebConfig {
  const parsed = schema.safeParse(parseYaml(file));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'is not understood' };
    throw invalid(file, `${path.join('.') || 'the file'}: ${message}`);
  }
  const { tls_server_config: tls, http_server_config: http, bearer_token_file: tokenFile } = parsed.data;
  const files = [file];
  const read = (path: string) => {
    const absolute = resolve(dirname(file), path);
    files.push(absolute);
    return readBytes(absolute, file);
  };
  try {
    return {
      users: new Map(Object.entries(parsed.data.basic_auth_users ?? {})),
      headers: http?.headers ?? {},
      ...(tokenFile !== undefined && { bearerToken: read(tokenFile).toString('utf8').trim() }),
      ...(tls !== undefined && isTlsAskedFor(tls) && { tls: buildTls(tls, read) }),
      files,
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw invalid(file, `tls_server_config: ${messageOf(error)}`);
  }
}

function costOf(hash: string): number {
  return Number(hash.slice(4, 6));
}

function invalid(file: string, what: string): Failure {
  return new Failure('web-config-invalid', `${file}: ${what}`, { about: file });
}

function parseYaml(file: string): unknown {
  const text = readBytes(file, file).toString('utf8');
  try {
    return parse(text) ?? {};
  } catch (error) {
    const where = messageOf(error)
      .split('\n')[0]
      ?.replace(/; please use .*?(?= at )/, '');
    throw new Failure('web-config-invalid', `${file}: not YAML: ${where}`, { cause: error, about: file });
  }
}

function readBytes(path: string, configFile: string): Buffer {
  try {
    return readRegularFile(path, MAX_BYTES);
  } catch (error) {
    const named = path === configFile ? path : `${path}, named in ${configFile},`;
    throw unreadable(named, error, configFile);
  }
}
