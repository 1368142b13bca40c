/** A collector as a JupyterHub's service, without a Hub: tests/e2e/ has a real one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Collector } from '../../src/collector/collector.ts';
import { orWhenOrphaned, startHubService } from '../../src/commands/serve/hub-service.ts';
import { Failure } from '../../src/failure.ts';
import { makeLog } from '../../src/log.ts';
import { readHubSettings } from '../../src/web/hub/settings.ts';
import type { HttpListener } from '../../src/web/listen.ts';

const HUB = {
  ...readHubSettings({
    JUPYTERHUB_API_URL: 'http://127.0.0.1:9/hub/api',
    JUPYTERHUB_API_TOKEN: 'service-token',
    JUPYTERHUB_CLIENT_ID: 'service-popcon',
    JUPYTERHUB_SERVICE_NAME: 'popcon',
    JUPYTERHUB_SERVICE_URL: 'http://127.0.0.1:9102',
    JUPYTERHUB_SERVICE_PREFIX: '/services/popcon/',
  }),
  listen: { host: '127.0.0.1', port: 0 },
};

/** A service whose collector starts as `startCollector` does, with what it logged and a way to end it. */
function startService(startCollector: (http: HttpListener) => Promise<Collector>) {
  const ending = new AbortController();
  const lines: string[] = [];
  const log = makeLog({ level: 'debug', format: 'logfmt', now: () => 0, write: (line) => lines.push(line) });
  const parts = {
    hub: HUB,
    maxConnections: 4,
    log,
    now: () => 0,
    signal: ending.signal,
    describe: ({ message }: Failure) => `${message}: end that one`,
  };
  const started = startHubService(parts, (http) => startCollector(http ?? assert.fail('no address')));
  return { started, lines, end: () => ending.abort() };
}

async function ask({ address }: HttpListener, path: string): Promise<string> {
  const answer = await fetch(`http://${address}/services/popcon/${path}`);
  return `${answer.status} ${await answer.text()}`;
}

describe('a service of a Hub', () => {
  test('answers why there is no collector, behind the login, until it is ended', async (t) => {
    const tried = Promise.withResolvers<HttpListener>();
    const service = startService(async (http) => {
      assert.equal(await ask(http, '-/ready'), '503 not ready: starting\n');
      setImmediate(tried.resolve, http);
      throw new Failure('ledger-in-use', 'the ledger is held by another');
    });
    t.after(service.end);
    const http = await tried.promise;
    assert.equal(await ask(http, '-/ready'), '503 not ready: the ledger is held by another: end that one\n');
    assert.match(await ask(http, 'unused'), /^401 log in at the Hub/);
    assert.match(
      service.lines.join(''),
      /^[^\n]*level=error msg="not collecting, tried again" error="the ledger is held by another: end that one"\n$/,
    );
    service.end();
    assert.equal(await service.started, undefined);
    await assert.rejects(ask(http, '-/ready'), /fetch failed/);
  });

  test('is the collector, with the address as it is, once that starts', async () => {
    const collector: Collector = Object.create(null);
    const service = startService(async (http) => {
      await http.close();
      return collector;
    });
    assert.equal(await service.started, collector);
    assert.deepEqual(service.lines, []);
  });

  test('ends of a fault of its own', async () => {
    const service = startService(async (http) => {
      await http.close();
      throw new TypeError('no failure');
    });
    await assert.rejects(service.started, TypeError);
  });
});

describe('a service ends', () => {
  test('when it is told to', () => {
    const told = new AbortController();
    const signal = orWhenOrphaned(told.signal);
    assert.equal(signal.aborted, false);
    told.abort();
    assert.equal(signal.aborted, true);
  });

  test('within a second after the Hub has ended', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const signal = orWhenOrphaned(new AbortController().signal);
    t.mock.timers.tick(1_000);
    assert.equal(signal.aborted, false);
    t.mock.property(process, 'ppid', 1);
    t.mock.timers.tick(999);
    assert.equal(signal.aborted, false);
    t.mock.timers.tick(1);
    assert.equal(signal.aborted, true);
  });
});
