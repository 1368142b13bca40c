/** Each way in which a server can fail to answer is told in one line that says which it was and what to do. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import type { Endpoint } from '../../src/sources/http.ts';
import { openSource } from '../../src/sources/open.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { scrape } from './samples.ts';
import { DAYS, events, expected, FIRST_DAY, NOW_MS, TODAY } from './scenario.ts';
import { freePort, startPrometheus } from './servers.ts';

const WINDOW = { from: FIRST_DAY, to: TODAY };

function open(from: string, endpoint: Partial<Endpoint> = {}) {
  return openSource(from, {
    endpoint: { timeoutMs: 10_000, maxBytes: 64_000_000, ...endpoint },
    now: () => NOW_MS,
    signal: new AbortController().signal,
    progress: () => {},
  });
}

async function failureOf(from: string, endpoint?: Partial<Endpoint>): Promise<Failure> {
  using source = await open(from, endpoint);
  try {
    await source.processes({ window: WINDOW });
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error;
  }
  throw new assert.AssertionError({ message: `${from} answered` });
}

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  try {
    await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const page: RequestListener = (_, response) => response.end('<h1>Grafana</h1>');

describe('a server that is not there or is another', () => {
  for (const prefix of ['', 'prometheus+']) {
    test(`nothing listens, ${prefix || 'collector'}`, async () => {
      const failure = await failureOf(`${prefix}http://127.0.0.1:${await freePort()}`);
      assert.equal(failure.code, 'unreachable');
      assert.match(failure.message, /cannot be reached: nothing listens there$/);
    });
    test(`no such host, ${prefix || 'collector'}`, async () => {
      const failure = await failureOf(`${prefix}http://popcon.invalid:9102`);
      assert.equal(failure.code, 'unreachable');
    });
    test(`plain HTTP where TLS was expected, ${prefix || 'collector'}`, async () => {
      await withServer(page, async (url) => {
        const failure = await failureOf(prefix + url.replace('http', 'https'));
        assert.equal(failure.code, 'unreachable');
        assert.match(failure.message, /does not speak TLS/);
      });
    });
    test(`no answer in time, ${prefix || 'collector'}`, async () => {
      await withServer(
        () => {},
        async (url) => {
          const failure = await failureOf(prefix + url, { timeoutMs: 200 });
          assert.match(failure.message, /did not answer within 0.2 s/);
        },
      );
    });
    test(`an answer without end, ${prefix || 'collector'}`, async () => {
      const endless: RequestListener = (_, response) => {
        const chunk = 'x'.repeat(65_536);
        const write = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', write);
        write();
      };
      await withServer(endless, async (url) => {
        const failure = await failureOf(prefix + url, { maxBytes: 1_000_000 });
        assert.match(failure.message, /more than 1000000 bytes/);
      });
    });
  }
  test('a page instead of a collector', async () => {
    await withServer(page, async (url) => {
      const failure = await failureOf(url);
      assert.equal(failure.code, 'not-a-collector');
      assert.match(failure.message, /^http:\S+ does not answer as a collector \(200 at \/api\/v1\/\S+\)$/);
    });
  });
  test('a page instead of a Prometheus', async () => {
    await withServer(page, async (url) => {
      const failure = await failureOf(`prometheus+${url}`);
      assert.equal(failure.code, 'not-prometheus');
    });
  });
  test('JSON that is not a Prometheus answer', async () => {
    await withServer(
      (_, response) =>
        response.end('{"status":"success","data":{"resultType":"vector","result":[{"metric":1}]}}'),
      async (url) => assert.equal((await failureOf(`prometheus+${url}`)).code, 'not-prometheus'),
    );
  });
  for (const [what, code] of [
    ['ftp://host/x', 'invalid-address'],
    ['prometheus+ftp://host', 'invalid-address'],
    ['http://', 'invalid-address'],
    ['prometheus+http://[', 'invalid-address'],
  ] as const) {
    test(`the address ${what}`, async () => {
      await assert.rejects(open(what), (error) => error instanceof Failure && error.code === code);
    });
  }
});

describe('credentials', () => {
  const guarded: RequestListener = (request, response) => {
    response.statusCode = request.headers.authorization === 'Bearer s3cret' ? 200 : 401;
    response.setHeader('Content-Type', 'application/json');
    response.end(response.statusCode === 200 ? '{"processes":[]}' : '{}');
  };
  test('none where some are asked for', async () => {
    await withServer(guarded, async (url) => {
      const failure = await failureOf(url);
      assert.equal(failure.code, 'unauthorized');
      assert.match(failure.message, /answered 401: it wants credentials, and was sent none$/);
    });
  });
  test('a wrong token', async () => {
    await withServer(guarded, async (url) => {
      assert.match((await failureOf(url, { token: 'other' })).message, /than the token it was sent/);
    });
  });
  test('the right token', async () => {
    await withServer(guarded, async (url) => {
      using source = await open(url, { token: 's3cret' });
      assert.deepEqual(await source.processes({ window: WINDOW }), []);
    });
  });
  test('a password is in no message', async () => {
    await withServer(guarded, async (url) => {
      const failure = await failureOf(url.replace('//', '//me:hush@'));
      assert.match(failure.message, /user name and password/);
      assert.doesNotMatch(failure.message, /hush/);
    });
  });
});

describe('a Prometheus', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'popcon-tls-'));
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(folder, 'key.pem')],
        ...['-out', join(folder, 'cert.pem')],
      ],
      { stdio: 'ignore' },
    );
    // The bcrypt hash of "hush".
    writeFileSync(
      join(folder, 'web.yml'),
      `tls_server_config:\n  cert_file: ${join(folder, 'cert.pem')}\n  key_file: ${join(folder, 'key.pem')}\nbasic_auth_users:\n  me: $2b$04$EgGuyQGm.AmFreFWM5EEL.gguqMDF271tQrJS8N/M7Np1CfQDXRJK\n`,
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  function programs(t: TestContext) {
    const prometheus = findPeer('prometheus');
    const promtool = findPeer('promtool');
    if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return undefined;
    return { prometheus, promtool };
  }

  test('behind TLS and a password answers who knows both', async (t) => {
    const found = programs(t);
    if (found === undefined) return;
    const flags = [`--web.config.file=${join(folder, 'web.yml')}`];
    const server = await startPrometheus(found, scrape(events, NOW_MS / 1000), { flags });
    const from = `prometheus+${server.url.replace('http://', 'https://me:hush@')}`;
    const ca = readFileSync(join(folder, 'cert.pem'), 'utf8');
    try {
      using source = await open(from, { ca });
      assert.deepEqual(await source.processes({ window: WINDOW }), expected.processes({ window: WINDOW }));
      const untrusted = await failureOf(from);
      assert.equal(untrusted.code, 'untrusted');
      assert.match(untrusted.message, /certificate is self-signed$/);
      const wrong = await failureOf(from.replace('hush', 'wrong'), { ca });
      assert.equal(wrong.code, 'unauthorized');
      const plain = await failureOf(from.replace('https:', 'http:'));
      assert.match(plain.message, /speaks TLS: write https:/);
    } finally {
      await server.stop();
    }
  });

  test('that bears too little is asked for less, and at last the refusal is its own', async (t) => {
    const found = programs(t);
    if (found === undefined) return;
    const flags = ['--query.max-samples=3'];
    const server = await startPrometheus(found, scrape(events, NOW_MS / 1000), { flags });
    try {
      const failure = await failureOf(`prometheus+${server.url}`);
      assert.equal(failure.code, 'prometheus-too-heavy');
      assert.match(failure.message, /even a day at a time: .*too many samples/);
    } finally {
      await server.stop();
    }
  });

  test('that has nothing is an empty answer', async (t) => {
    const found = programs(t);
    if (found === undefined) return;
    const server = await startPrometheus(found, []);
    try {
      using source = await open(`prometheus+${server.url}`);
      assert.deepEqual(await source.namespaces({ window: WINDOW }), []);
      assert.deepEqual(await source.usage({ window: WINDOW }), []);
      assert.deepEqual(await source.earlier({ before: TODAY, except: new Set() }), []);
    } finally {
      await server.stop();
    }
  });

  test('tells its progress by days', async (t) => {
    const found = programs(t);
    if (found === undefined) return;
    const server = await startPrometheus(found, scrape(events, NOW_MS / 1000));
    const told: string[] = [];
    try {
      using source = await openSource(`prometheus+${server.url}`, {
        endpoint: { timeoutMs: 10_000, maxBytes: 64_000_000 },
        now: () => NOW_MS,
        signal: new AbortController().signal,
        progress: (what, done, all) => told.push(`${what} ${done}/${all}`),
      });
      await source.processes({ window: WINDOW });
      assert.equal(told.at(-1), `processes ${DAYS}/${DAYS}`);
      assert.ok(told.length > 1);
    } finally {
      await server.stop();
    }
  });
});
