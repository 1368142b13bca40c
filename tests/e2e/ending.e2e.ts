/** SIGTERM: whatever clients do, the collector ends within a second with exit code 0, and what had arrived is kept. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askToDrop } from '../../src/ledger/drop.ts';
import { holdLedger, openLedger, openLedgerForReading, readLedger } from '../../src/ledger/open.ts';
import { type CollectorProcess, eventually, startCollectorProcess, waitedMs } from './running.ts';

/** From the signal to the end of the process, less what its threads waited for a processor, which others had. */
const MAX_END_MS = 1_000;
const POLL_MS = 10;
const LINES = 200;
/** Series whose drop takes seconds. */
const JUNK = 40_000;

/** What a client has open while the collector is asked to end; a returned function stops it. */
type Client = (collector: CollectorProcess, ledger: string) => Promise<(() => void) | undefined>;

const CLIENTS: Readonly<Record<string, Client>> = {
  none: async () => undefined,
  'a silent HTTP connection': (collector) => openHttp(collector, ''),
  'half a request head': (collector) => openHttp(collector, 'GET /metrics HTTP/1.1\r\nHost: x\r\n'),
  'a request without its body': (collector) =>
    openHttp(collector, 'POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n'),
  'readers that never read': async (collector) => {
    const ask = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(200);
    return openHttp(collector, ask);
  },
  'a TCP client in the middle of a line': async (collector) => {
    const socket = await dial(tcpPort(collector), 'half');
    return () => socket.destroy();
  },
  'a reader of the ledger': async (_, path) => {
    const db = openLedgerForReading(path);
    db.exec('BEGIN; SELECT count(*) FROM series');
    return () => db.close();
  },
};

const DATAGRAMS_A_TURN = 100;
const FLOOD_MS = 500;
const fifty = (at: number, line: (number: number) => string) =>
  Array.from({ length: 50 }, (_, index) => `${line(50 * at + index)}\n`).join('');
const tags = (number: number) => Array.from({ length: 20 }, (_, tag) => `t${tag}:v${number}`).join();
/** By its number: a datagram, and what TCP clients send meanwhile, which ends within a line. */
type Flood = readonly [datagram: (at: number) => string, tcp: (at: number) => string];
const FLOODS: Readonly<Record<string, Flood>> = {
  'one line': [() => 'flood:1|c\n'.repeat(100), () => 'flood:1|c\n'.repeat(1_000)],
  'ever new names': [(at) => fifty(at, (n) => `n${n}:1|c`), (at) => `${fifty(at, (n) => `t${n}:1|c`)}half`],
  'ever new packages': [(at) => fifty(at, (n) => `python_popcon.imported_package.n${n}:1|c`), () => ''],
  'ever new tags': [(at) => fifty(at, (n) => `m:1|c|#${tags(n)}`).slice(0, 9_000), () => ''],
};

describe('SIGTERM, with the client', () => {
  for (const [name, open] of Object.entries(CLIENTS)) {
    test(name, async (t) => {
      const { collector, path } = await collectorOf(t);
      const close = await open(collector, path);
      await sendUdp(collector, LINES);
      await endsInTime(collector);
      close?.();
      assert.equal(countIn(path, 'kept'), LINES);
    });
  }

  for (const [name, [datagram, tcpText]] of Object.entries(FLOODS)) {
    test(`a flood of ${name}`, async (t) => {
      const { collector } = await collectorOf(t);
      const socket = createSocket('udp4');
      const tcp = await dial(tcpPort(collector), '');
      let sent = 0;
      const flooding = setInterval(() => {
        for (let at = 0; at < DATAGRAMS_A_TURN; at++) {
          socket.send(datagram(sent++), collector.statsdPort, '127.0.0.1');
        }
        tcp.write(tcpText(sent));
      }, 1);
      t.after(() => {
        clearInterval(flooding);
        socket.close();
        tcp.destroy();
      });
      await sleep(FLOOD_MS);
      await endsInTime(collector);
    });
  }
});

test('a Unix socket file that is gone, or is another one by now, is no failure', async (t) => {
  const { folder } = folderOf(t);
  const socketPath = join(folder, 's.sock');
  const path = join(folder, 'popcon.db');
  const collector = await startCollectorProcess(path, `--statsd.listen-unixgram=${socketPath}`);
  t.after(() => collector.end('SIGKILL'));
  await sendUdp(collector, LINES);
  rmSync(socketPath);
  assert.equal(await collector.end(), 0, collector.output());
  assert.equal(countIn(path, 'kept'), LINES);
});

test('a second SIGTERM ends it at once, with everything committed', async (t) => {
  const { collector, path } = await collectorOf(t);
  const silent = await dial(Number(new URL(collector.url).port), '');
  await sendUdp(collector, LINES);
  collector.child.kill('SIGTERM');
  collector.child.kill('SIGTERM');
  assert.equal(await collector.end(), 0, collector.output());
  silent.destroy();
  assert.equal(countIn(path, 'kept'), LINES);
});

test('a drop of many series is left where it is, and the next start goes on with it', async (t) => {
  const path = join(folderOf(t).folder, 'popcon.db');
  const { db, release } = holdLedger(path);
  db.exec(`
    BEGIN;
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${JUNK})
      INSERT INTO series SELECT id, 'j' || id, 'j' || id, '{}', 40, 1, 40 FROM n;
    WITH RECURSIVE n(day) AS (SELECT 1 UNION ALL SELECT day + 1 FROM n WHERE day < 40)
      INSERT INTO days SELECT id, day, day FROM series, n;
    COMMIT`);
  release();
  const left = async () =>
    Number(
      readLedger(
        path,
        (read) => read.prepare("SELECT count(*) AS n FROM series WHERE name LIKE 'j%'").get()?.n,
      ),
    );
  const collector = await startCollectorProcess(path);
  t.after(() => collector.end('SIGKILL'));
  using asking = openLedger(path);
  askToDrop(asking, 'j*');
  await eventually(left, (count) => count < JUNK);
  await sendUdp(collector, LINES);
  await endsInTime(collector);
  assert.ok((await left()) > 0, 'it had done all before the end');
  assert.equal(countIn(path, 'kept'), LINES);
  const again = await startCollectorProcess(path);
  t.after(() => again.end('SIGKILL'));
  await eventually(left, (count) => count === 0);
  assert.equal(await again.end(), 0, again.output());
  assert.equal(countIn(path, 'kept'), LINES);
});

async function endsInTime(collector: CollectorProcess): Promise<void> {
  const began = performance.now();
  const waitedBefore = waitedMs(collector.child.pid);
  let waited = waitedBefore;
  const polling = setInterval(() => {
    waited = Math.max(waited, waitedMs(collector.child.pid));
  }, POLL_MS);
  try {
    assert.equal(await collector.end(), 0, collector.output());
  } finally {
    clearInterval(polling);
  }
  const ms = performance.now() - began - (waited - waitedBefore);
  assert.ok(ms < MAX_END_MS, `ended after ${ms} ms, and ${waited - waitedBefore} ms of waiting`);
}

function folderOf(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-end-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return { folder };
}

async function collectorOf(t: TestContext) {
  const path = join(folderOf(t).folder, 'popcon.db');
  // An interval that does not pass: what is kept was committed by the end.
  const collector = await startCollectorProcess(path, '--ledger.flush-interval=10m');
  t.after(() => collector.end('SIGKILL'));
  return { collector, path };
}

async function sendUdp(collector: CollectorProcess, lines: number): Promise<void> {
  const socket = createSocket('udp4');
  for (let sent = 0; sent < lines; sent++) {
    await new Promise((done) => socket.send('kept:1|c', collector.statsdPort, '127.0.0.1', done));
  }
  socket.close();
}

async function openHttp(collector: CollectorProcess, text: string): Promise<() => void> {
  const socket = await dial(Number(new URL(collector.url).port), text);
  await sleep(100);
  return () => socket.destroy();
}

async function dial(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

function tcpPort(collector: CollectorProcess): number {
  return Number(/:(\d+) \(TCP\)/.exec(collector.output())?.[1]);
}

function countIn(path: string, key: string): number {
  const db = openLedgerForReading(path);
  const row = db.prepare('SELECT total FROM series WHERE key = ?').get(key);
  db.close();
  return Number(row?.total);
}
