/** `web.config.file` as exporter-toolkit means it: who comes in with which certificate, and that it is read anew. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect as dialTcp } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { Hono } from 'hono';
import { makeLog } from '../../../src/log.ts';
import { webAccess } from '../../../src/web/access/access.ts';
import { liveWebConfig } from '../../../src/web/access/live-config.ts';
import { Passwords } from '../../../src/web/access/passwords.ts';
import { readWebConfig } from '../../../src/web/access/web-config.ts';
import { type HttpListener, listenHttp } from '../../../src/web/listen.ts';
import { type Certificates, makeCertificates, type Pair } from './certificates.ts';

const log = makeLog({ level: 'error', format: 'logfmt', now: Date.now, write: () => undefined });
const SERVER = 'cert_file: server.pem, key_file: server.key';

/** Who is let in without a certificate, with one of the authority, with a stranger's: as measured with Go. */
const POLICIES: Readonly<Record<string, readonly [none: boolean, good: boolean, foreign: boolean]>> = {
  [SERVER]: [true, true, true],
  [`${SERVER}, client_auth_type: NoClientCert`]: [true, true, true],
  [`${SERVER}, client_auth_type: RequestClientCert`]: [true, true, true],
  [`${SERVER}, client_auth_type: RequireAnyClientCert`]: [false, true, true],
  [`${SERVER}, client_auth_type: RequireClientCert`]: [false, true, true],
  [`${SERVER}, client_auth_type: VerifyClientCertIfGiven, client_ca_file: ca.pem`]: [true, true, false],
  [`${SERVER}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.pem`]: [false, true, false],
  [`${SERVER}, client_auth_type: RequireAnyClientCert, client_allowed_sans: [prometheus.example]`]: [
    false,
    true,
    true,
  ],
  [`${SERVER}, client_auth_type: RequireAnyClientCert, client_allowed_sans: ["2001:db8::1"]`]: [
    false,
    true,
    false,
  ],
  [`${SERVER}, client_auth_type: RequireAnyClientCert, client_allowed_sans: [example]`]: [
    false,
    false,
    false,
  ],
  [`${SERVER}, min_version: TLS13, curve_preferences: [X25519, CurveP256]`]: [true, true, true],
  [`${SERVER}, max_version: TLS12, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]`]: [
    true,
    true,
    true,
  ],
};

test('who is let in, by policy and certificate', async (t) => {
  const made = makeCertificates(t);
  if (made === undefined) return;
  for (const [policy, expected] of Object.entries(POLICIES)) {
    const listener = await listen(t, made, `tls_server_config: {${policy}}\n`);
    const came = [];
    for (const pair of [undefined, made.client, made.stranger])
      came.push(await comesIn(listener, made, pair));
    assert.deepEqual(came, expected, policy);
    const turnedAway = expected.filter((isIn) => !isIn).length;
    assert.equal(listener.connections.counts['no-certificate'], turnedAway, policy);
  }
});

test('it is read anew: certificates, policies and users, and closed where it is broken', async (t) => {
  const made = makeCertificates(t);
  if (made === undefined) return;
  const file = join(made.folder, 'web.yml');
  const listener = await listen(t, made, `tls_server_config: {${SERVER}}\n`);
  assert.equal(await comesIn(listener, made, undefined), true);
  writeFileSync(file, `tls_server_config: {${SERVER}, client_auth_type: RequireAnyClientCert}\n`);
  assert.equal(await comesIn(listener, made, undefined), false);
  assert.equal(await comesIn(listener, made, made.stranger), true);
  const users = `basic_auth_users: {ann: $2b$04$${'a'.repeat(53)}}\n`;
  writeFileSync(file, `tls_server_config: {${SERVER}}\n${users}`);
  assert.equal(await comesIn(listener, made, undefined), false);
  writeFileSync(file, `tls_server_config: {${SERVER}}\n`);
  const renewed = made.make('server', 'DNS:localhost');
  assert.equal(await comesIn(listener, made, undefined, renewed), true);
  for (const broken of ['basic_auth_user: {}\n', '[', '']) {
    writeFileSync(file, broken);
    assert.equal(await comesIn(listener, made, undefined), false, broken);
  }
  assert.equal(listener.connections.counts['no-tls'], 3);
});

const HELLO_1_0 = `16030100330100002f0301${'00'.repeat(32)}000002c0140100000400170000`;
/** What is sent to a TLS port and is none that is taken. */
const NO_HANDSHAKES: Readonly<Record<string, string | Buffer>> = {
  'plain HTTP': 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'HTTP/2 in plain': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'an SSLv2 hello': Buffer.from(`802e0100020015000000100700c0${'00'.repeat(34)}`, 'hex'),
  'a TLS 1.0 hello': Buffer.from(HELLO_1_0, 'hex'),
  'an alert': Buffer.from('15030100020228', 'hex'),
  'empty records': Buffer.from('1603010000'.repeat(1_000), 'hex'),
  'a record longer than any': Buffer.from(`160301ffff${'00'.repeat(20_000)}`, 'hex'),
};

test('what is no TLS handshake is closed and counted, and others are served beside halves of one', async (t) => {
  const made = makeCertificates(t);
  if (made === undefined) return;
  const listener = await listen(t, made, `tls_server_config: {${SERVER}}\n`);
  const port = Number(listener.address.split(':')[1]);
  const dial = async (sent: string | Buffer) => {
    const socket = dialTcp(port, '127.0.0.1').on('error', () => undefined);
    t.after(() => socket.destroy());
    await once(socket, 'connect');
    socket.write(sent);
    return socket.resume();
  };
  for (let at = 1; at < 20; at++) await dial(Buffer.from(HELLO_1_0, 'hex').subarray(0, at));
  let counted = 0;
  for (const [what, sent] of Object.entries(NO_HANDSHAKES)) {
    const socket = await dial(sent);
    if (!socket.closed) await once(socket, 'close');
    assert.equal(listener.connections.counts['no-tls'], ++counted, what);
    assert.equal(await comesIn(listener, made, undefined), true, what);
  }
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  [`tls_server_config: {${SERVER}, client_ca_file: ca.pem}`]: /client_ca_file does nothing without/,
  [`tls_server_config: {${SERVER}, client_auth_type: VerifyClientCertIfGiven, client_allowed_sans: [a]}`]:
    /client_allowed_sans needs/,
  'tls_server_config: {cert_file: server.pem}': /one of key and key_file is missing/,
  'tls_server_config: {client_auth_type: RequireAnyClientCert}': /one of cert and cert_file is missing/,
  'tls_server_config: {cert_file: server.pem, key_file: client.key}': /key values mismatch/,
  [`tls_server_config: {${SERVER}, client_auth_type: RequireClientCerts}`]:
    /client_auth_type: Invalid option/,
  'http_server_config: {headers: {X-Frame-Options: allow}}': /X-Frame-Options/,
  'basic_auth_users: {ann: $2b$12$short}': /ann: is no bcrypt hash/,
  [`basic_auth_users: {ann: $2b$31$${'a'.repeat(53)}}`]: /bcrypt cost above 15/,
  'basic_auth_users: {ann: }': /ann: /,
  'rate_limit: {burst: 1, interval: 1s}': /rate_limit/,
  'basic_auth_users: {}\n---\nfoo: 1': /not YAML: Source contains multiple documents at line 2/,
};

test('what it says and is not done is refused, and the file is named', (t) => {
  const made = makeCertificates(t);
  if (made === undefined) return;
  const file = join(made.folder, 'web.yml');
  for (const [text, message] of Object.entries(REFUSED)) {
    writeFileSync(file, text);
    assert.throws(
      () => readWebConfig(file),
      (error: Error) => error.message.startsWith(file) && message.test(error.message),
      text,
    );
  }
});

test('a key without a value is the same as none', (t) => {
  const made = makeCertificates(t);
  if (made === undefined) return;
  const file = join(made.folder, 'web.yml');
  for (const text of [
    'basic_auth_users:\n  # ann: $2b$10$…\n',
    'tls_server_config:\n',
    'tls_server_config: {client_ca_file: , min_version: }\n',
    'http_server_config: {headers: {X-Frame-Options: }}\nbearer_token_file:\n',
  ]) {
    writeFileSync(file, text);
    const { tls, users, headers } = readWebConfig(file);
    assert.deepEqual([tls, users.size, headers], [undefined, 0, {}], text);
  }
});

test('its headers are on every answer', async (t) => {
  const made = makeCertificates(t);
  if (made === undefined) return;
  const file = join(made.folder, 'web.yml');
  writeFileSync(file, 'http_server_config: {headers: {Strict-Transport-Security: max-age=1}}\n');
  const app = new Hono()
    .use(webAccess(liveWebConfig(file, log), new Passwords(), () => false))
    .get('/', (c) => c.text('in'));
  assert.equal((await app.request('/')).headers.get('Strict-Transport-Security'), 'max-age=1');
});

async function listen(t: TestContext, { folder }: Certificates, text: string): Promise<HttpListener> {
  const file = join(folder, 'web.yml');
  writeFileSync(file, text);
  const webConfig = liveWebConfig(file, log);
  const passwords = new Passwords();
  const app = new Hono().use(webAccess(webConfig, passwords, () => false)).get('/', (c) => c.text('in'));
  const listener = await listenHttp(app, { host: '127.0.0.1', port: 0 }, { webConfig });
  t.after(async () => {
    await listener.close();
    await passwords.close();
  });
  return listener;
}

function comesIn(
  { address }: HttpListener,
  { ca }: Certificates,
  pair: Pair | undefined,
  server: Pair | undefined = undefined,
): Promise<boolean> {
  return new Promise((done) => {
    const [host, port] = address.split(':');
    const options = { host, port, ca, agent: false, servername: 'localhost', ...pair };
    get(options, (response) => {
      const { raw } = (response.socket as TLSSocket).getPeerCertificate();
      response.resume();
      const isExpected = server === undefined || new X509Certificate(server.cert).raw.equals(raw);
      done(response.statusCode === 200 && isExpected);
    }).once('error', () => done(false));
  });
}
