/** `popcon doctor` against real things that are not well: each fault is found, named, and told what to do about. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findPeer, hasPeer } from '../peers.ts';
import { startPrometheus } from '../sources/servers.ts';
import { popcon } from './cli.ts';
import { type CollectorProcess, eventually, freePort, startCollectorProcess } from './running.ts';
import { StatsdExporter } from './statsd-exporter.ts';

const answerSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({ check: z.string(), state: z.string(), found: z.string(), advice: z.string().optional() }),
  ),
});

async function doctor(...args: readonly string[]) {
  const { status, stdout, stderr } = await popcon([
    'doctor',
    '--json',
    '--host',
    '127.0.0.1',
    '--from-timeout',
    '3s',
    ...args,
  ]);
  assert.ok(status <= 1, stderr);
  const { ok, checks } = answerSchema.parse(JSON.parse(stdout));
  assert.equal(ok, status === 0);
  const find = (name: string) => checks.filter(({ check }) => check === name);
  return { ok, checks, find, the: (name: string) => find(name)[0] };
}

describe('popcon doctor', () => {
  let folder: string;
  let collector: CollectorProcess;
  let at: readonly string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'popcon-doctor-'));
    collector = await startCollectorProcess(join(folder, 'popcon.db'));
    at = ['--port', String(collector.statsdPort), '--collector', collector.url];
  });
  after(async () => {
    await collector.end();
    await rm(folder, { recursive: true });
  });

  test('a collector that is well', async () => {
    const { ok, the } = await doctor(...at);
    assert.equal(ok, true);
    assert.equal(the('collector')?.state, 'ok');
    assert.match(the('udp')?.found ?? '', /was counted after \d\.\d s$/);
    // A test's collector has TCP on a port of its own.
    assert.equal(the('tcp')?.state, 'warning');
  });

  test('--canary is one check, and one series however often it is sent', async () => {
    const series = async () => /^popcon_series (\d+)$/m.exec(await collector.metrics())?.[1];
    await doctor('--canary', ...at);
    const once = await series();
    for (let times = 0; times < 3; times++) {
      const { checks } = await doctor('--canary', ...at);
      assert.deepEqual(
        checks.map(({ check, state }) => `${check} ${state}`),
        ['udp ok'],
      );
    }
    assert.equal(await series(), once);
    assert.doesNotMatch(await collector.metrics(), /^python_popcon_(processes|imported_package)/m);
  });

  test('no collector at all', async () => {
    const { ok, the } = await doctor('--port', '9', '--collector', `http://127.0.0.1:${await freePort()}`);
    assert.equal(ok, false);
    assert.match(the('collector')?.found ?? '', /cannot be reached: nothing listens there/);
    assert.match(the('collector')?.advice ?? '', /popcon serve/);
  });

  test('datagrams that go astray', async () => {
    const { ok, the } = await doctor('--port', String(await freePort()), '--collector', collector.url);
    assert.equal(ok, false);
    assert.match(the('udp')?.found ?? '', /was not counted within 3 s$/);
    assert.match(the('udp')?.advice ?? '', /a firewall, a network policy/);
  });

  test('a mapping that drops what is no package, the canary with it', async () => {
    const mapping = join(folder, 'strict.yml');
    await writeFile(
      mapping,
      `mappings:
- {match: python_popcon.imported_package.*, name: python_popcon_imported_package, labels: {package: $1}}
- {match: ".", match_type: regex, action: drop, name: dropped}
`,
    );
    const strict = await startCollectorProcess(
      join(folder, 'strict.db'),
      `--statsd.mapping-config=${mapping}`,
    );
    try {
      const { the } = await doctor('--port', String(strict.statsdPort), '--collector', strict.url);
      assert.match(the('udp')?.found ?? '', /though something arrived and was refused/);
      assert.match(the('udp')?.advice ?? '', /the mapping drops or renames it/);
    } finally {
      await strict.end();
    }
  });

  test('a prefix for which the mapping has no rule', async () => {
    const { ok, the } = await doctor(...at, '--prefix', 'hub7.imports');
    assert.equal(ok, false);
    assert.match(the('mapping')?.found ?? '', /^hub7\.imports\.numpy:1\|c counts in hub7_imports_numpy, not/);
    assert.match(the('mapping')?.advice ?? '', /match "hub7\.imports\.\*"/);
  });

  test('a prefix for which it has one', async () => {
    const { the } = await doctor(...at, '--prefix', 'python_popcon.hub.prod.imported_package');
    assert.equal(
      the('mapping')?.found,
      'python_popcon.hub.prod.imported_package.numpy:1|c counts in python_popcon_imported_package{namespace="prod",package="numpy"}',
    );
  });

  test('a Python without the reporter', async () => {
    const { the } = await doctor(...at, '--python', '/usr/bin/python3');
    assert.equal(the('reporter')?.found, '/usr/bin/python3 has no popularity_contest');
    assert.equal(
      the('reporter')?.advice,
      'popcon activate --python /usr/bin/python3; where a module brings the reporter, load it and ask /usr/bin/python3 -m popularity_contest doctor',
    );
  });

  test('a statsd_exporter whose mapping is missing, and one whose is not', async (t) => {
    const program = findPeer('statsd_exporter');
    if (!hasPeer(t, program, 'statsd_exporter')) return;
    const mapping =
      'mappings:\n- {match: python_popcon.imported_package.*, name: python_popcon_imported_package, labels: {package: $1}}\n';
    for (const [text, state] of [
      ['mappings: []\n', 'fault'],
      [mapping, 'ok'],
    ] as const) {
      const exporter = new StatsdExporter(program);
      try {
        await exporter.start(text);
        await exporter.sendDatagram('python_popcon.imported_package.numpy:1|c');
        const { the } = await doctor('--port', String(exporter.statsdPort), '--collector', exporter.url);
        assert.match(the('collector')?.found ?? '', /a collector other than popcon/);
        assert.equal(the('udp')?.state, 'ok');
        assert.equal(the('mapping')?.state, state, the('mapping')?.found);
      } finally {
        await exporter.stop();
      }
    }
  });

  describe('--prometheus', () => {
    const scrape = (...jobs: readonly object[]) =>
      JSON.stringify({
        global: { scrape_interval: '1s' },
        scrape_configs: jobs.map((job, at) => ({
          job_name: `popcon-${at}`,
          static_configs: [{ targets: [collector.url.replace('http://', '')], ...job }],
        })),
      });
    const CASES = [
      ['that scrapes it', () => scrape({}), ['ok'], /scrapes 127\.0\.0\.1:\d+, and knows of no process yet/],
      [
        'that scrapes it twice',
        () => scrape({}, {}),
        ['ok', 'fault'],
        /one collector is scraped as several targets/,
      ],
      ['that does not', () => scrape(), ['fault'], /scrapes no collector/],
    ] as const;
    for (const [name, config, states, says] of CASES) {
      test(`one ${name}`, async (t) => {
        const [prometheus, promtool] = [findPeer('prometheus'), findPeer('promtool')];
        if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return;
        const server = await startPrometheus({ prometheus, promtool }, [], { config: config() });
        try {
          const told = await eventually(
            async () => (await doctor(...at, '--prometheus', server.url)).find('prometheus'),
            (checks) => checks.map(({ state }) => state).join() === states.join(),
          );
          assert.match(told.map(({ found }) => found).join('\n'), says);
        } finally {
          await server.stop();
        }
      });
    }

    test('one that renames the hubs’ namespaces', async (t) => {
      const [prometheus, promtool] = [findPeer('prometheus'), findPeer('promtool')];
      if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return;
      const hub = await startCollectorProcess(join(folder, 'hub.db'));
      const socket = createSocket('udp4');
      socket.send('python_popcon.hub.prod.imported_package.numpy:1|c', hub.statsdPort, '127.0.0.1', () =>
        socket.close(),
      );
      const config = {
        global: { scrape_interval: '1s' },
        scrape_configs: [
          {
            job_name: 'popcon',
            static_configs: [{ targets: [hub.url.replace('http://', '')], labels: { namespace: 'stats' } }],
          },
        ],
      };
      const server = await startPrometheus({ prometheus, promtool }, [], { config: JSON.stringify(config) });
      try {
        const flags = ['--port', String(hub.statsdPort), '--collector', hub.url, '--prometheus', server.url];
        const told = await eventually(
          async () => (await doctor(...flags)).find('prometheus'),
          (checks) => checks.length === 2,
        );
        assert.match(told[1]?.found ?? '', /exported_namespace/);
        assert.match(told[1]?.advice ?? '', /honor_labels: true/);
      } finally {
        await server.stop();
        await hub.end();
      }
    });
  });

  test('--from-ca: a server with a certificate authority of its own', async () => {
    const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
    ]);
    const server = createTlsServer({ cert: await readFile(certificate), key: await readFile(key) });
    server.on('request', (_, response) => response.writeHead(404).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    try {
      const untrusted = (await doctor(...at, '--prometheus', url)).the('prometheus');
      assert.match(untrusted?.found ?? '', /its certificate is self-signed$/);
      assert.equal(untrusted?.advice, 'name a certificate to trust with --from-ca');
      const { the } = await doctor(...at, '--prometheus', url, '--from-ca', certificate);
      assert.match(the('prometheus')?.found ?? '', /does not answer as a Prometheus \(404/);
    } finally {
      server.close();
    }
  });

  test('--grafana: the source that answers is named, one that does not is told what to do', async () => {
    // No package registry has Grafana: its two paths of data sources, as its HTTP API documents them.
    const answers = { value: '42' as string | undefined };
    const grafana = createServer((request, response) => answerAsGrafana(request, response, answers.value));
    grafana.listen(0, '127.0.0.1');
    await once(grafana, 'listening');
    const address = grafana.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    try {
      assert.match(
        (await doctor(...at, '--grafana', url)).the('grafana')?.found ?? '',
        /sees 42 processes in Thanos/,
      );
      answers.value = undefined;
      const { the } = await doctor(...at, '--grafana', url);
      assert.equal(the('grafana')?.state, 'fault');
      assert.match(the('grafana')?.advice ?? '', /add the Prometheus that scrapes the collector/);
    } finally {
      grafana.close();
    }
  });
});

function answerAsGrafana(
  request: IncomingMessage,
  response: ServerResponse,
  value: string | undefined,
): void {
  const result = value === undefined ? [] : [{ metric: {}, value: [0, value] }];
  const bodies: Readonly<Record<string, unknown>> = {
    '/api/datasources': [
      { uid: 'L', name: 'Loki', type: 'loki' },
      { uid: 'T', name: 'Thanos', type: 'prometheus' },
    ],
    '/api/datasources/proxy/uid/T/api/v1/query': {
      status: 'success',
      data: { resultType: 'vector', result },
    },
  };
  const body = bodies[new URL(request.url ?? '/', 'http://grafana').pathname];
  response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body ?? { message: 'Not found' }));
}
