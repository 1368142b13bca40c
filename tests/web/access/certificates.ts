/** Certificates for a test, made by openssl: an authority with a server and a client, and a stranger. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export interface Pair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Certificates {
  /** Holds `ca.pem`, `server.pem`, `server.key`. */
  readonly folder: string;
  readonly ca: Buffer;
  readonly client: Pair;
  /** Of nobody's authority. */
  readonly stranger: Pair;
  /** Makes `NAME.pem` and `NAME.key` of the authority in the folder. */
  make(name: string, subjectAltName: string): Pair;
}

/** Undefined, and the test skipped, where openssl is missing. */
export function makeCertificates(t: TestContext): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-certificates-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const at = (file: string) => join(folder, file);
  const make = (name: string, subjectAltName: string, ...by: readonly string[]): Pair => {
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=${subjectAltName}`],
      ...['-out', at(`${name}.pem`), '-keyout', at(`${name}.key`), ...by],
    ]);
    if (made.status !== 0) throw new Error(String(made.stderr ?? made.error));
    return { cert: readFileSync(at(`${name}.pem`)), key: readFileSync(at(`${name}.key`)) };
  };
  if (spawnSync('openssl', ['version']).status !== 0) {
    t.skip('openssl is missing');
    return undefined;
  }
  const { cert: ca } = make('ca', 'DNS:ca');
  const byCa = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', 'basicConstraints=critical,CA:FALSE'];
  const ofCa = (name: string, subjectAltName: string) => make(name, subjectAltName, ...byCa);
  ofCa('server', 'DNS:localhost,IP:127.0.0.1');
  return {
    folder,
    ca,
    client: ofCa('client', 'DNS:prometheus.example,IP:2001:db8::1'),
    stranger: make('stranger', 'DNS:prometheus.example'),
    make: ofCa,
  };
}
