/**
 * `tls_server_config` of a web configuration in, how connections are encrypted and which client certificates are let
 * in out, as Go's crypto/tls and exporter-toolkit have it. Refused: what they refuse, so that nobody counts in vain
 * on a certificate that is never asked for.
 */
import { isIPv6 } from 'node:net';
import { createSecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { z } from 'zod';

/** The certificates that clients have to show, https://pkg.go.dev/crypto/tls#ClientAuthType; an older name is the same as a newer. */
const CLIENT_AUTH = {
  '': 'none',
  NoClientCert: 'none',
  RequestClientCert: 'request',
  RequireAnyClientCert: 'any',
  RequireClientCert: 'any',
  VerifyClientCertIfGiven: 'verify-given',
  RequireAndVerifyClientCert: 'verify',
} as const;
type ClientAuth = (typeof CLIENT_AUTH)[keyof typeof CLIENT_AUTH];

const VERSIONS = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
const CURVES = { CurveP256: 'P-256', CurveP384: 'P-384', CurveP521: 'P-521', X25519: 'X25519' } as const;
/** Go's names without `TLS_`, as OpenSSL writes them. Those of TLS 1.3 cannot be chosen, there or here. */
const CIPHERS = {
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
} as const;
const TLS13_CIPHERS = Object.values(CIPHERS).filter((name) => name.startsWith('TLS_'));

const version = z.enum(Object.keys(VERSIONS) as (keyof typeof VERSIONS)[]);

export const tlsSchema = z
  .strictObject({
    cert: z.string(),
    key: z.string(),
    client_ca: z.string(),
    cert_file: z.string(),
    key_file: z.string(),
    client_ca_file: z.string(),
    client_auth_type: z.enum(Object.keys(CLIENT_AUTH) as (keyof typeof CLIENT_AUTH)[]),
    client_allowed_sans: z.array(z.string()),
    cipher_suites: z.array(z.enum(Object.keys(CIPHERS) as (keyof typeof CIPHERS)[])),
    curve_preferences: z.array(z.enum(Object.keys(CURVES) as (keyof typeof CURVES)[])),
    prefer_server_cipher_suites: z.boolean(),
    min_version: version,
    max_version: version,
  })
  .partial();

/** Bounds of versions and ciphers alone ask for none. */
export function isTlsAskedFor(tls: z.infer<typeof tlsSchema>): boolean {
  const { cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type } = tls;
  return [cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type].some(Boolean);
}

export interface TlsRules {
  /** Certificate, key and what is spoken. */
  readonly options: SecureContextOptions;
  /** Asks clients for a certificate. */
  readonly asksClient: boolean;
  /** Decides on a client that has shown its certificate or none. */
  readonly admits: (client: TLSSocket) => boolean;
}

/** Throws an `Error` without the file's name; `read` throws where a file cannot be read. */
export function buildTls(tls: z.infer<typeof tlsSchema>, read: (path: string) => Buffer): TlsRules {
  const of = (text: string | undefined, file: string | undefined) =>
    file ? read(file) : text ? Buffer.from(text) : undefined;
  const [cert, key] = [of(tls.cert, tls.cert_file), of(tls.key, tls.key_file)];
  if (cert === undefined) throw new Error('one of cert and cert_file is missing');
  if (key === undefined) throw new Error('one of key and key_file is missing');
  const ca = of(tls.client_ca, tls.client_ca_file);
  const auth = CLIENT_AUTH[tls.client_auth_type ?? ''];
  const sans = tls.client_allowed_sans;
  if (ca !== undefined && auth === 'none') {
    throw new Error('client_ca_file does nothing without client_auth_type, which asks for certificates');
  }
  if (sans !== undefined && auth !== 'any' && auth !== 'verify') {
    throw new Error(
      'client_allowed_sans needs client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert',
    );
  }
  const options = { cert, key, ...(ca !== undefined && { ca }), ...choices(tls) };
  createSecureContext(options); // Throws where the key is another certificate's.
  return {
    options,
    asksClient: auth !== 'none',
    admits: (client) => admits(client, auth, sans),
  };
}

function choices(tls: z.infer<typeof tlsSchema>): SecureContextOptions {
  const { cipher_suites: ciphers = [], curve_preferences: curves = [], max_version: most } = tls;
  return {
    minVersion: VERSIONS[tls.min_version ?? 'TLS12'],
    ...(most !== undefined && { maxVersion: VERSIONS[most] }),
    honorCipherOrder: tls.prefer_server_cipher_suites ?? true,
    ...(ciphers.length > 0 && {
      ciphers: [...new Set([...TLS13_CIPHERS, ...ciphers.map((name) => CIPHERS[name])])].join(':'),
    }),
    ...(curves.length > 0 && { ecdhCurve: curves.map((name) => CURVES[name]).join(':') }),
  };
}

function admits(client: TLSSocket, auth: ClientAuth, sans: readonly string[] | undefined): boolean {
  if (auth === 'none' || auth === 'request') return true;
  const certificate = client.getPeerX509Certificate();
  if (certificate === undefined) return auth === 'verify-given';
  if (auth !== 'any' && !client.authorized) return false;
  if (sans === undefined) return true;
  const allowed = new Set(sans.map(oneSpelling));
  return namesOf(certificate.subjectAltName).some((name) => allowed.has(oneSpelling(name)));
}

/** DNS names, addresses and URIs of `DNS:a, IP Address:10.0.0.1, URI:spiffe://x`; one with a comma is quoted. */
function namesOf(subjectAltName: string | undefined): string[] {
  return Array.from(
    (subjectAltName ?? '').matchAll(/(?:DNS|IP Address|email|URI):("(?:[^"\\]|\\.)*"|[^,]*)/g),
    ([, name = '']) => (name.startsWith('"') ? String(JSON.parse(name)) : name),
  );
}

function oneSpelling(name: string): string {
  return isIPv6(name) ? new URL(`http://[${name}]`).hostname : name;
}
