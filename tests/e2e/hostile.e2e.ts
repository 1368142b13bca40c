/**
 * Hostile datagrams and requests together, for POPCON_HOSTILE_SECONDS (ten; 600 is a million of them): health checks
 * are answered all the while, and at the end every sample and datagram is accounted for.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectorProcess, eventually, startCollectorProcess, waitedMs } from './running.ts';

const SECONDS = Number(process.env.POPCON_HOSTILE_SECONDS ?? 10);
const DATAGRAMS_A_TURN = 20;
const TURN_MS = 10;
/** Less what the thread that answers, and the one that asks, waited for a processor, which others had. */
const MAX_HEALTHY_MS = 500;
const KNOWN = 'python_popcon.processes:1|c';

/** A datagram by its number. */
const DATAGRAMS: readonly ((at: number) => string | Uint8Array)[] = [
  () => KNOWN,
  (at) => `python_popcon.imported_package.n${at}:1|c`,
  (at) => `j${at % 97}:1|c|#${Array.from({ length: 32 }, (_, tag) => `t${tag}:${'v'.repeat(1_000)}`).join()}`,
  (at) => `${'x'.repeat(9_000)}${at}:1|c`,
  (at) => `a.${at}:1:2:x:-1:1e400|c|@0.0001|#k:v,,:,__name__:up`,
  () => ':\n'.repeat(4_000),
  (at) => `up:1|c|#job:production,instance:db${at}\nALERTS:1|c\nprocess_start_time_seconds:5|c`,
  (at) => Uint8Array.from({ length: 200 }, (_, byte) => (byte * at * 7) % 256),
  () => `${'b:1|c\n'.repeat(8_000)}`,
  (at) => `python_popcon.imported_package.numpy:1|c|#user:u${at},host:h\nx:1|ms\ny:+5|g\nz_total:1|c\nz:1|c`,
];

/** What is sent on a connection of its own, and then left as it is for a while. */
const REQUESTS: readonly string[] = [
  '',
  'GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\n\r\n'.repeat(20),
  'GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n',
  'GET /unused?since=1d&%00=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /packages?limit=999999999999 HTTP/1.0\r\n\r\n',
  'GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /-/quit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
  'PUT /api/v1/environments/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\n\r\n[[[[',
  'PUT /api/v1/environments/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n',
  `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`,
  'GET / HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001',
];

test(`${SECONDS} s of hostile datagrams and requests`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-hostile-'));
  const collector = await startCollectorProcess(join(folder, 'popcon.db'));
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const untilMs = performance.now() + SECONDS * 1_000;
  const isOver = () => performance.now() >= untilMs;
  const [datagrams, requests, times] = await Promise.all([
    sendDatagrams(collector, isOver),
    sendRequests(collector, isOver),
    checkHealth(collector, isOver),
  ]);
  const text = await eventually(
    collector.metrics,
    (answer) =>
      sumOf(answer, 'datagrams_received') + sumOf(answer, 'datagrams_dropped') === datagrams &&
      sumOf(answer, 'samples_received') ===
        sumOf(answer, 'samples_recorded') + sumOf(answer, 'samples_refused') &&
      /^popcon_samples_pending 0$/m.test(answer),
  );
  assert.match(text, /^python_popcon_processes [1-9]/m);
  assert.doesNotMatch(text, /^(?:up|ALERTS|process_)/m);
  assert.equal(collector.child.exitCode, null, collector.output());
  const [slowest = 0] = times.toSorted((one, other) => other - one);
  t.diagnostic(
    `${datagrams} datagrams, ${requests} requests; of ${times.length} health checks ${times.filter((ms) => ms > 500).length} took longer than 0.5 s, the slowest ${Math.round(slowest)} ms; ${sumOf(text, 'datagrams_dropped')} datagrams dropped`,
  );
  assert.ok(slowest < MAX_HEALTHY_MS, `a health check took ${slowest} ms`);
  assert.equal(await collector.end(), 0);
});

async function sendDatagrams({ statsdPort }: CollectorProcess, isOver: () => boolean): Promise<number> {
  const socket = createSocket('udp4');
  let sent = 0;
  for (let at = 0; !isOver(); ) {
    const turn = Array.from({ length: DATAGRAMS_A_TURN }, () => {
      const datagram = DATAGRAMS[at % DATAGRAMS.length]?.(at) ?? KNOWN;
      at++;
      return new Promise<void>((done) =>
        socket.send(datagram, statsdPort, '127.0.0.1', (error) => {
          if (error === null) sent++;
          done();
        }),
      );
    });
    await Promise.all(turn);
    await sleep(TURN_MS);
  }
  socket.close();
  return sent;
}

async function sendRequests({ url }: CollectorProcess, isOver: () => boolean): Promise<number> {
  let sent = 0;
  while (!isOver()) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    if (sent % 2 === 0) socket.pause();
    await Promise.race([once(socket, 'connect'), sleep(1_000)]);
    socket.write(REQUESTS[sent % REQUESTS.length] ?? '');
    setTimeout(() => socket.destroy(), 200 * (sent % 20)).unref();
    sent++;
    await sleep(20);
  }
  return sent;
}

async function checkHealth({ url, child }: CollectorProcess, isOver: () => boolean): Promise<number[]> {
  const times: number[] = [];
  const waited = () => waitedMs(child.pid, 'first') + waitedMs(process.pid, 'first');
  while (!isOver()) {
    const began = performance.now() - waited();
    assert.equal((await fetch(`${url}/-/healthy`)).status, 200);
    times.push(performance.now() - waited() - began);
    await sleep(100);
  }
  return times;
}

function sumOf(text: string, of: string): number {
  const values = text.matchAll(new RegExp(`^popcon_${of}_total(?:\\{\\S+\\})? (\\d+)$`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
