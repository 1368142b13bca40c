/** `--web.config.file` with a certificate and a password: a client that trusts it, one that does not, and a real Prometheus. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hash } from 'bcryptjs';
import { findPeer, hasPeer } from '../peers.ts';
import { CLI } from './cli.ts';
import { eventually, freePort, start } from './running.ts';

test('TLS and a password stand before everything, and Prometheus scrapes through them', async (t) => {
  const prometheus = findPeer('prometheus');
  if (!hasPeer(t, prometheus, 'prometheus')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-tls-'));
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-out', certificate, '-keyout', key],
  ]);
  if (made.status !== 0) {
    rmSync(folder, { recursive: true });
    return t.skip('openssl is missing');
  }
  const webConfig = join(folder, 'web.yml');
  writeFileSync(
    webConfig,
    `tls_server_config: {cert_file: cert.pem, key_file: key.pem}\nbasic_auth_users: {ann: ${await hash('secret', 4)}}\n`,
  );
  const port = await freePort();
  const collector = await start(
    process.execPath,
    [
      CLI,
      'serve',
      `--ledger.path=${join(folder, 'popcon.db')}`,
      '--statsd.listen-udp=127.0.0.1:0',
      '--statsd.listen-tcp=',
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.config.file=${webConfig}`,
    ],
    (output) => output.includes('import popularity_contest'),
  );
  const prometheusPort = await freePort();
  writeFileSync(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '1s' },
      scrape_configs: [
        {
          job_name: 'popcon',
          scheme: 'https',
          tls_config: { ca_file: certificate },
          basic_auth: { username: 'ann', password: 'secret' },
          static_configs: [{ targets: [`127.0.0.1:${port}`] }],
        },
      ],
    }),
  );
  const scraper = await start(
    prometheus,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ],
    (output) => output.includes('Server is ready'),
  );
  t.after(async () => {
    for (const running of [collector, scraper]) await running.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const ca = readFileSync(certificate);
  assert.equal(await statusOf(port, { ca, auth: 'ann:secret' }), 200);
  assert.equal(await statusOf(port, { ca, auth: 'ann:wrong' }), 401);
  assert.equal(await statusOf(port, { ca }), 401);
  await assert.rejects(statusOf(port, {}), /self-signed certificate/);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/metrics`), 'plain HTTP is not answered');
  await eventually(
    async () => (await fetch(`http://127.0.0.1:${prometheusPort}/api/v1/query?query=up`)).text(),
    (text) => text.includes(',"1"]'),
  );
  assert.match(collector.output(), /look +https:\/\//);
  assert.doesNotMatch(collector.output(), /secret/);
});

function statusOf(port: number, options: { readonly ca?: Buffer; readonly auth?: string }): Promise<number> {
  return new Promise((done, fail) => {
    get({ host: '127.0.0.1', port, path: '/metrics', agent: false, ...options }, (response) => {
      response.resume().once('end', () => done(response.statusCode ?? 0));
    }).once('error', fail);
  });
}
