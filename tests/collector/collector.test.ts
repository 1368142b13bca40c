import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { hash } from 'bcryptjs';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import { loadLibc } from '../../src/libc.ts';
import { bindInetSocket } from '../../src/statsd/inet-socket.ts';
import { rowsOf, socketInode } from '../../src/statsd/proc-net.ts';
import { soon, startTestCollector, type TestCollector } from './start.ts';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');
const NUMPY = 'python_popcon_imported_package{package="numpy"}';
const folder = mkdtempSync(join(tmpdir(), 'popcon-flags-'));
after(() => rmSync(folder, { recursive: true }));

describe('one contract for every listener', () => {
  const PROTOCOLS: Readonly<Record<string, (t: TestCollector, lines: readonly string[]) => Promise<void>>> = {
    udp: (c, lines) => c.sendUdp(lines.join('\n')),
    tcp: (c, lines) => c.sendTcp(lines.join('\n')),
    'tcp, a byte at a time': (c, lines) => c.sendTcp(...Buffer.from(lines.join('\n')).toString().split('')),
    unixgram: (c, lines) => sendUnixgram(c.collector.addresses.unixgram[0] ?? '', lines.join('\n')),
  };
  for (const [protocol, send] of Object.entries(PROTOCOLS)) {
    test(`${protocol}: good lines count, bad ones are refused, none costs another`, async (t) => {
      const collector = await startTestCollector(t, {
        sockets: { ...sockets(), unixgram: [{ path: join(mkdtempSync(join(folder, 'u')), 's.sock') }] },
      });
      await send(collector, [
        'python_popcon.imported_package.numpy:1|c',
        'foo]a=b[:1|c',
        't:2|ms|#quantile:v',
        'nothing',
        'x:1|g',
        '',
        // The last to arrive, by which the others have.
        'python_popcon.imported_package.numpy:2|c\r',
      ]);
      assert.equal(
        await soon(
          () => collector.value(NUMPY),
          (value) => value === 3,
        ),
        3,
      );
      assert.equal(await collector.value('popcon_samples_received_total'), 6);
      assert.equal(await collector.value('popcon_samples_pending'), 0);
      assert.equal(await collector.value('popcon_samples_refused_total{reason="malformed-line"}'), 1);
      assert.equal(await collector.value('popcon_samples_refused_total{reason="not-a-counter"}'), 2);
    });
  }
});

test('without the C library, plain node:dgram does the same', async (t) => {
  const { openUdp } = await import('../../src/statsd/udp.ts');
  const seen: string[] = [];
  const options = { endpoint: { host: '127.0.0.1', port: 0 }, readBufferBytes: 65_536, isAllowed: undefined };
  const sink = {
    datagram: (bytes: Uint8Array) => void seen.push(Buffer.from(bytes).toString()),
    dropped: () => undefined,
  };
  const listener = await openUdp(options, sink, undefined);
  const port = Number(listener.address.split(':')[1]);
  const socket = createSocket('udp4');
  for (let index = 0; index < 100; index++) socket.send(`x:${index}|c`, port, '127.0.0.1');
  await soon(
    async () => seen.length,
    (count) => count === 100,
  );
  socket.close();
  await listener.close(performance.now());
  assert.equal(seen.length, 100);
  t.diagnostic(`${listener.readBufferBytes} bytes of receive buffer`);
});

test('what waits at a socket that was held counts, from the first datagram on', async (t) => {
  const libc = loadLibc();
  if (libc === undefined) return t.skip('needs koffi and 64-bit Linux');
  const fd = bindInetSocket(libc, '127.0.0.1', 0);
  const inode = socketInode(fd);
  const row = rowsOf('udp').find((columns) => columns[9] === inode);
  const port = Number.parseInt(row?.[1]?.split(':')[1] ?? '', 16);
  const socket = createSocket('udp4');
  for (let sent = 0; sent < 100; sent++) {
    await new Promise((done) => socket.send('x:1|c', port, '127.0.0.1', done));
  }
  socket.close();
  const collector = await startTestCollector(t, { sockets: { ...sockets(), udp: [{ fd }] } });
  assert.equal(
    await soon(
      () => collector.value('x'),
      (value) => value === 100,
    ),
    100,
  );
});

test('who is not allowed is not looked at, and counted', async (t) => {
  const collector = await startTestCollector(t, {
    sockets: { ...sockets(), allow: ['10.0.0.0/8', '::1/128'] },
  });
  await collector.sendUdp('x:1|c');
  await collector.sendTcp('x:1|c').catch(() => undefined);
  const dropped = () => collector.value('popcon_datagrams_dropped_total{reason="not-allowed"}');
  assert.equal(await soon(dropped, (count) => count === 1), 1);
  assert.equal(await collector.value('popcon_tcp_connections_total{outcome="not-allowed"}'), 1);
  assert.equal(await collector.value('popcon_lines_received_total'), 0);
});

describe('bounds', () => {
  test('lines of a datagram', async (t) => {
    const limits = { ...DEFAULT_OPTIONS.limits, maxLines: 3 };
    const collector = await startTestCollector(t, { limits });
    await collector.sendUdp('x:1|c\n'.repeat(5));
    assert.equal(
      await soon(
        () => collector.value('x'),
        (value) => value === 3,
      ),
      3,
    );
    assert.equal(await collector.value('popcon_samples_refused_total{reason="too-many-lines"}'), 2);
  });

  test('a long TCP line is refused, its connection lives', async (t) => {
    const collector = await startTestCollector(t, {
      limits: { ...DEFAULT_OPTIONS.limits, maxLineBytes: 64 },
    });
    await collector.sendTcp(`x:1|c\n${'y'.repeat(100_000)}:1|c\nx:1|c\n`);
    assert.equal(
      await soon(
        () => collector.value('x'),
        (value) => value === 2,
      ),
      2,
    );
    assert.equal(await collector.value('popcon_samples_refused_total{reason="line-too-long"}'), 1);
  });

  test('TCP connections', async (t) => {
    const collector = await startTestCollector(t, {
      limits: { ...DEFAULT_OPTIONS.limits, maxConnections: 0 },
    });
    await collector.sendTcp('x:1|c').catch(() => undefined);
    const refused = () => collector.value('popcon_tcp_connections_total{outcome="too-many"}');
    assert.equal(await soon(refused, (count) => count === 1), 1);
  });

  test('silence on a TCP connection', async (t) => {
    const collector = await startTestCollector(t, {
      limits: { ...DEFAULT_OPTIONS.limits, idleTimeoutMs: 50 },
    });
    const { connect } = await import('node:net');
    const socket = connect(Number(collector.collector.addresses.tcp[0]?.split(':')[1]), '127.0.0.1');
    socket.write('x:1|c');
    await once(socket, 'close');
    assert.equal(
      await soon(
        () => collector.value('x'),
        (value) => value === 1,
      ),
      1,
      'what it had sent counts',
    );
    assert.equal(await collector.value('popcon_tcp_connections_total{outcome="idle"}'), 1);
  });
});

test('every line is relayed, gauges too', async (t) => {
  const other = createSocket('udp4').bind(0, '127.0.0.1');
  await once(other, 'listening');
  let relayed = '';
  other.on('message', (bytes) => {
    relayed += bytes.toString();
    assert.ok(bytes.length <= 20);
  });
  t.after(() => other.close());
  const relay = {
    protocol: 'udp' as const,
    address: { host: '127.0.0.1', port: other.address().port },
    packetBytes: 20,
    maxBufferedBytes: 1e6,
    maxAgeMs: 60_000,
  };
  const collector = await startTestCollector(t, { relay });
  await collector.sendUdp(`x:1|c\nx:5|g\nbad\n${'y'.repeat(30)}:1|c\nx:1|c`);
  await soon(
    async () => relayed,
    (text) => text.length >= 22,
  );
  assert.deepEqual(relayed.trim().split('\n'), ['x:1|c', 'x:5|g', 'bad', 'x:1|c']);
  const sent = () => collector.value('popcon_relay_lines_total{outcome="sent"}');
  assert.equal(await soon(sent, (count) => count === 4), 4);
  assert.equal(await collector.value('popcon_relay_lines_total{outcome="too-long"}'), 1);
  assert.equal(await collector.value('popcon_samples_relayed_total'), 1);
});

describe('lifecycle', () => {
  test('is not enabled by default', async (t) => {
    const { get } = await startTestCollector(t);
    assert.equal((await get('/-/quit', { method: 'POST' })).status, 403);
    assert.equal((await get('/-/reload', { method: 'POST' })).status, 403);
    assert.equal((await get('/-/healthy')).status, 200);
    assert.equal((await get('/-/ready')).status, 200);
  });

  test('what can only be read says so', async (t) => {
    const { get } = await startTestCollector(t);
    for (const path of ['/metrics', '/-/healthy', '/-/ready']) {
      const { status, headers } = await get(path, { method: 'POST' });
      assert.deepEqual([status, headers.get('Allow')], [405, 'GET, HEAD'], path);
    }
  });

  test('a reload puts new rules in place, or keeps the old ones and says why', async (t) => {
    const mappingFile = join(folder, 'mapping.yml');
    writeFileSync(mappingFile, 'mappings:\n- match: a.*\n  name: first\n');
    const collector = await startTestCollector(t, { mappingFile, enableLifecycle: true });
    await collector.sendUdp('a.x:1|c');
    assert.equal(
      await soon(
        () => collector.value('first'),
        (value) => value === 1,
      ),
      1,
    );
    writeFileSync(mappingFile, 'mappings:\n- match: a.*\nname: second\n');
    const refused = await collector.get('/-/reload', { method: 'POST' });
    assert.equal(refused.status, 500);
    assert.match(await refused.text(), /mapping\.yml:3:1/);
    await collector.sendUdp('a.x:1|c');
    assert.equal(
      await soon(
        () => collector.value('first'),
        (value) => value === 2,
      ),
      2,
    );
    writeFileSync(mappingFile, 'mappings:\n- match: a.*\n  name: second\n');
    assert.equal((await collector.get('/-/reload', { method: 'POST' })).status, 200);
    await collector.sendUdp('a.x:1|c');
    assert.equal(
      await soon(
        () => collector.value('second'),
        (value) => value === 1,
      ),
      1,
    );
    assert.equal(await collector.value('popcon_mapping_reloads_total{outcome="failed"}'), 1);
  });

  test('a mapping file that has become a pipe is refused, and waited for by nothing', async (t) => {
    const mappingFile = join(folder, 'pipe.yml');
    writeFileSync(mappingFile, 'mappings:\n- match: a.*\n  name: first\n');
    const collector = await startTestCollector(t, { mappingFile, enableLifecycle: true });
    rmSync(mappingFile);
    execFileSync('mkfifo', [mappingFile]);
    const refused = await collector.get('/-/reload', { method: 'POST' });
    assert.equal(refused.status, 500);
    assert.match(await refused.text(), /pipe\.yml cannot be read \(it is not a regular file\)/);
  });

  test('a mapping of thousands of rules is compiled beside the thread that answers', async (t) => {
    const mappingFile = join(folder, 'many.yml');
    const rules = Array.from({ length: 4_000 }, (_, at) => `- {match: "a${at}.*", name: "a${at}_$1"}`);
    writeFileSync(mappingFile, `mappings:\n${rules.join('\n')}\n`);
    const collector = await startTestCollector(t, { mappingFile, enableLifecycle: true });
    const [before, whole] = [process.threadCpuUsage(), process.cpuUsage()];
    assert.equal((await collector.get('/-/reload', { method: 'POST' })).status, 200);
    const { user, system } = process.threadCpuUsage(before);
    const all = process.cpuUsage(whole);
    t.diagnostic(`${(user + system) / 1_000} of ${(all.user + all.system) / 1_000} ms`);
    assert.ok(user + system < (all.user + all.system) / 4, `${user + system} µs`);
    await collector.sendUdp('a3999.x:1|c');
    assert.equal(await soon(() => collector.value('a3999_x'), Boolean), 1);
  });

  test('an inventory that its sender breaks off is nothing for the log', async (t) => {
    const pushTokenFile = join(folder, 'push-token');
    writeFileSync(pushTokenFile, 'a-push-token');
    const collector = await startTestCollector(t, { pushTokenFile });
    const head = `PUT /api/v1/environments/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a-push-token\r\n`;
    const sent = async (rest: string) => {
      const socket = connect(
        Number(new URL(`http://${collector.collector.addresses.http}`).port),
        '127.0.0.1',
      );
      socket.on('error', () => undefined);
      socket.write(`${head}${rest}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      socket.destroy();
    };
    await sent('Transfer-Encoding: chunked\r\n\r\nnot a length\r\n');
    await sent('Content-Length: 100\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.doesNotMatch(collector.logged.join(''), /level=error/);
  });

  test('HELP follows the mapping file', async (t) => {
    const mappingFile = join(folder, 'help.yml');
    const write = (help: string) =>
      writeFileSync(mappingFile, `mappings: [{match: "h.*", name: h, help: "${help}"}]`);
    write('Before.');
    const collector = await startTestCollector(t, { mappingFile, enableLifecycle: true });
    const help = async () => /# HELP h (.*)/.exec(await (await collector.get('/metrics')).text())?.[1];
    await collector.sendUdp('h.a:1|c');
    assert.equal(await soon(help, (text) => text !== undefined), 'Before.');
    write('After.');
    assert.equal((await collector.get('/-/reload', { method: 'POST' })).status, 200);
    await collector.sendUdp('h.a:1|c');
    assert.equal(await soon(help, (text) => text === 'After.'), 'After.');
  });

  test('quit ends it', async (t) => {
    const collector = await startTestCollector(t, { enableLifecycle: true });
    assert.equal((await collector.get('/-/quit', { method: 'POST' })).status, 200);
    await collector.collector.ended;
  });
});

describe('access', () => {
  test('passwords and a bearer token, where the web configuration has them', async (t) => {
    const webConfigFile = join(folder, 'web.yml');
    writeFileSync(join(folder, 'token'), 'sesame\n');
    const users = `basic_auth_users:\n  ann: ${await hash('secret', 4)}\nbearer_token_file: token\n`;
    writeFileSync(webConfigFile, users);
    const { get, logged } = await startTestCollector(t, { webConfigFile });
    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
    const cases: readonly (readonly [authorization: string | undefined, status: number])[] = [
      [undefined, 401],
      [basic('ann:secret'), 200],
      [basic('ann:secret'), 200],
      [basic('ann:wrong'), 401],
      [basic('bob:secret'), 401],
      ['Bearer sesame', 200],
      ['Bearer open', 401],
    ];
    for (const [authorization, status] of cases) {
      const headers = authorization === undefined ? {} : { Authorization: authorization };
      assert.equal((await get('/metrics', { headers })).status, status, authorization);
    }
    assert.doesNotMatch(logged.join(''), /secret|sesame/);
  });

  test('on a loopback address other names are not answered, unless they are allowed', async (t) => {
    const { collector } = await startTestCollector(t, { allowedHosts: ['popcon.example'] });
    const statusOf = async (host: string) => {
      const request = get(`http://${collector.addresses.http}/metrics`, {
        headers: { Host: host },
        agent: false,
      });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    assert.equal(await statusOf('localhost'), 200);
    assert.equal(await statusOf('popcon.example'), 200);
    assert.equal(await statusOf('evil.example'), 403);
  });

  test('what the file says and is not understood is refused', async (t) => {
    const webConfigFile = join(folder, 'odd.yml');
    writeFileSync(webConfigFile, 'basic_auth_users:\n  ann: secret\n');
    await assert.rejects(startTestCollector(t, { webConfigFile }), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /odd\.yml: basic_auth_users\.ann: is no bcrypt hash/);
      return !error.message.includes('secret');
    });
  });
});

test('OpenMetrics for who takes nothing else, the text format for Prometheus as it is', async (t) => {
  const collector = await startTestCollector(t);
  await collector.sendUdp('python_popcon.imported_package.numpy:1|c');
  await soon(
    () => collector.value(NUMPY),
    (value) => value === 1,
  );
  const ask = async (accept: string) =>
    (await collector.get('/metrics', { headers: { Accept: accept } })).text();
  const open = await ask('application/openmetrics-text;version=1.0.0,*/*;q=0.1');
  assert.match(open, /^python_popcon_imported_package_total\{package="numpy"\} 1$/m);
  assert.match(open, /^python_popcon_imported_package_created\{package="numpy"\} \d+$/m);
  assert.ok(open.endsWith('# EOF\n'));
  const text = await ask(
    'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
  );
  assert.match(text, /^python_popcon_imported_package\{package="numpy"\} 1$/m);
});

test('an answer to one word wrong on the command line', () => {
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'serve', ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    return { status, stderr };
  };
  const { status, stderr } = run('--statsd.listen-udq=x');
  assert.equal(status, 2);
  assert.match(stderr, /Did you mean --statsd\.listen-udp\?/);
  assert.match(run('--ledger.max-series=many').stderr, /--ledger\.max-series: 'many' is not a whole number/);
});

test('a keep-list that is not there is refused before anything is collected', async (t) => {
  await assert.rejects(startTestCollector(t, { keepFile: '/nowhere/keep.txt' }), {
    code: 'file-unreadable',
    message: 'the keep-list /nowhere/keep.txt cannot be read (ENOENT: no such file or directory)',
  });
});

test('namespaces that must report are a metric, also one that never has', async (t) => {
  const configFile = join(folder, 'expecting.yml');
  writeFileSync(configFile, 'namespaces: {expected: [prod]}\n');
  const { sendUdp, value } = await startTestCollector(
    t,
    { configFile, expectedNamespaces: ['biology'] },
    () => Date.UTC(2026, 4, 29, 12),
  );
  const last = (namespace: string) =>
    value(`popcon_expected_namespace_last_day_timestamp_seconds{namespace="${namespace}"}`);
  assert.deepEqual([await last('prod'), await last('biology')], [0, 0]);
  await sendUdp('python_popcon.hub.prod.processes:1|c');
  const today = Date.UTC(2026, 4, 29) / 1000;
  assert.equal(
    await soon(
      () => last('prod'),
      (seconds) => seconds === today,
    ),
    today,
  );
  assert.equal(await last('biology'), 0);
  writeFileSync(configFile, 'namespaces: {expected: [staging, prod]}\n');
  assert.equal(await last('staging'), 0);
});

test('a port in use is one line, exit 4', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const args = [CLI, 'serve', '--statsd.listen-udp=', `--statsd.listen-tcp=127.0.0.1:${port}`];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  taken.close();
  assert.equal(status, 4);
  assert.equal(stderr.trim().split('\n').length, 1);
  assert.match(
    stderr,
    /TCP 127\.0\.0\.1:\d+ is in use by another program; choose another with --statsd\.listen-tcp$/m,
  );
});

test('a stale Unix socket is replaced with the asked mode, a file of another kind is not', async (t: TestContext) => {
  const path = join(folder, 'stale.sock');
  spawnSync('python3', [
    '-c',
    `import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind('${path}')`,
  ]);
  if (!existsSync(path)) return t.skip('python3 is missing');
  await startTestCollector(t, { sockets: { ...sockets(), unixgram: [{ path }], unixgramMode: 0o770 } });
  assert.equal(statSync(path).mode & 0o777, 0o770);
  await assert.rejects(
    startTestCollector(t, { sockets: { ...sockets(), unixgram: [{ path }] } }),
    /is in use/,
  );
  const file = join(folder, 'a-file');
  writeFileSync(file, 'kept');
  await assert.rejects(
    startTestCollector(t, { sockets: { ...sockets(), unixgram: [{ path: file }] } }),
    /not a socket/,
  );
  assert.equal(readFileSync(file, 'utf8'), 'kept');
});

function sockets() {
  const free = { host: '127.0.0.1', port: 0 };
  return { ...DEFAULT_OPTIONS.sockets, udp: [free], tcp: [free] };
}

async function sendUnixgram(path: string, text: string): Promise<void> {
  const script =
    'import socket, sys; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(sys.stdin.buffer.read(), sys.argv[1])';
  const { status, stderr } = spawnSync('python3', ['-c', script, path], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
