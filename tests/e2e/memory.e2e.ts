/** The promise of docs/bounds.md: what the collector, as it is installed, takes of memory, whatever is asked of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, writeDistinct } from '../../bench/collector/sender.ts';
import { MAX_INVENTORY_BYTES } from '../../src/web/api/environments.ts';
import { type CollectorProcess, eventually, startCollectorOf } from './running.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NAMES = 1_000_000;
const RATE = 15_000;
const MAX_SERIES = 50_000;
const SCRAPES = 3;
const SLOW_READERS = 60;
const TOKEN = 'a-push-token';

/** Resident, in MiB, of which some 60 are Node's own program, which the kernel can take back. */
const MAX_IDLE_MIB = 120;
const MAX_MIB = 192;

const OPENMETRICS = { Accept: 'application/openmetrics-text' };
const PLAIN = { 'Accept-Encoding': 'identity' };
const SIZE = MAX_INVENTORY_BYTES - 100;
const filled = (part: string) => `[${part.repeat(Math.floor(SIZE / part.length)).slice(0, -1)}]`;
const today = new Date().toISOString().slice(0, 10);
const INVENTORIES: Readonly<Record<string, readonly [body: string, status: number]>> = {
  'empty lists': [filled('[],'), 400],
  'one text': [`"${'a'.repeat(SIZE)}"`, 400],
  'short texts': [filled('"a",'), 400],
  'objects of all the fields that one may have': [
    filled(`{${Array.from({ length: 64 }, (_, at) => `"f${at}":"${'v'.repeat(20)}"`).join()}},`),
    400,
  ],
  '2,000 distributions': [
    JSON.stringify({
      format: 'popcon-inventory/2',
      environment: 'hub',
      day: today,
      source: 'python',
      activation: 'ipython',
      baseline: [],
      unknown: [],
      distributions: Array.from({ length: 2_000 }, (_, at) => ({
        name: `package-${at}`,
        version: '1.0',
        installer: 'pip',
        requirements: [{ name: `package-${(at * 7) % 2_000}` }, { name: `package-${at + 1}` }],
        bytes: 12_345,
        importNames: [`package_${at}`, `package_${at}.extra`],
      })),
    }),
    200,
  ],
};

test('50,000 series, scrapes, slow readers, pages and inventories', async (t) => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')]);
  const folder = mkdtempSync(join(tmpdir(), 'popcon-memory-'));
  writeFileSync(join(folder, 'token'), TOKEN);
  const collector = await startCollectorOf(
    join(ROOT, 'dist/cli.js'),
    join(folder, 'popcon.db'),
    '--ledger.flush-interval=500ms',
    `--web.push-token-file=${join(folder, 'token')}`,
  );
  const counter = createSocket('udp4');
  t.after(async () => {
    counter.close();
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  /** So that what is asked for next is made anew. */
  const commit = async () => {
    await new Promise((done) => counter.send('tick:1|c', collector.statsdPort, '127.0.0.1', done));
    await sleep(600);
  };
  const staysBelow = (maxMiB: number, what: string) => {
    const peakMiB = takePeakMiB(collector);
    t.diagnostic(`${what}: at most ${peakMiB} MiB`);
    assert.ok(peakMiB < maxMiB, `${what}: ${peakMiB} MiB`);
  };

  await sleep(1_000);
  staysBelow(MAX_IDLE_MIB, 'nothing');

  await send(collector.statsdPort, writeDistinct(folder, NAMES), RATE, NAMES / 10 / RATE);
  await eventually(
    async () => {
      await sleep(500);
      return /^popcon_series (\d+)$/m.exec(await collector.metrics())?.[1];
    },
    (series) => series === String(MAX_SERIES + 1),
  );
  staysBelow(MAX_MIB, `${NAMES} distinct names`);

  for (const headers of [{}, PLAIN, OPENMETRICS, { ...OPENMETRICS, ...PLAIN }]) {
    for (let time = 0; time < SCRAPES; time++) {
      await commit();
      await (await fetch(`${collector.url}/metrics`, { headers })).arrayBuffer();
    }
    staysBelow(MAX_MIB, `scrapes with ${JSON.stringify(headers)}`);
  }

  const readers = [];
  for (let at = 0; at < SLOW_READERS; at++) {
    const socket = connect(Number(new URL(collector.url).port), '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(`GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: ${OPENMETRICS.Accept}\r\n\r\n`);
    readers.push(socket);
    if (at % 6 === 0) await commit();
  }
  await commit();
  staysBelow(MAX_MIB, `${SLOW_READERS} readers who take nothing`);
  for (const socket of readers) socket.destroy();

  const everyPage = async () => {
    for (const path of await pagesOf(collector.url)) {
      await commit();
      await (await fetch(`${collector.url}${path}`)).text();
    }
  };
  await everyPage();
  staysBelow(MAX_MIB, 'every page, made anew');

  for (const [name, [body, status]] of Object.entries(INVENTORIES)) {
    const answer = await fetch(`${collector.url}/api/v1/environments/hub`, {
      method: 'PUT',
      body,
      headers: { Authorization: `Bearer ${TOKEN}` },
    });
    assert.equal(answer.status, status, await answer.text());
    staysBelow(MAX_MIB, `an inventory of ${name}`);
  }
  await everyPage();
  staysBelow(MAX_MIB, 'every page, of an environment too');
});

/** The pages that the first one leads to. */
async function pagesOf(url: string): Promise<ReadonlySet<string>> {
  const first = await (await fetch(url)).text();
  const links = [...first.matchAll(/<nav[^>]*>.*?<\/nav>/gs)].flatMap(([nav]) => [
    ...nav.matchAll(/href="([^"#?]+)/g),
  ]);
  return new Set(['/', ...links.map(([, href = '']) => new URL(href, `${url}/`).pathname)]);
}

/** The largest resident set since the last call. */
function takePeakMiB({ child }: CollectorProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  writeFileSync(`/proc/${child.pid}/clear_refs`, '5');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
