/**
 * `kill -9` at random moments under load: no counter is ever below what was scraped, and the ledger opens.
 * POPCON_KILLS says how often (20). A copy of the files of a stopped process stands for a power cut.
 */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../src/ledger/open.ts';
import { type CollectorProcess, startCollectorProcess } from './running.ts';

const KILLS = Number(process.env.POPCON_KILLS ?? 20);
const LONGEST_LIFE_MS = 400;
const PACKAGES = Array.from({ length: 200 }, (_, index) => `python_popcon.imported_package.p${index}:1|c`);

test(`killed ${KILLS} times under load, nobody sees a counter fall`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-kill-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'popcon.db');
  const seen = new Map<string, number>();
  let scrapes = 0;
  const look = (text: string) => {
    for (const [key, value] of series(text)) {
      assert.ok(value >= (seen.get(key) ?? 0), `${key} fell from ${seen.get(key)} to ${value}`);
      seen.set(key, value);
    }
    scrapes++;
  };
  for (let kill = 0; kill < KILLS; kill++) {
    const collector = await startCollectorProcess(path, '--ledger.flush-interval=5ms');
    look(await collector.metrics());
    const load = startLoad(collector.statsdPort);
    const endMs = Date.now() + Math.random() * LONGEST_LIFE_MS;
    while (Date.now() < endMs) look(await collector.metrics());
    await collector.end('SIGKILL');
    await load.stop();
  }
  const collector = await startCollectorProcess(path);
  look(await collector.metrics());
  assert.equal(await collector.end(), 0);
  assert.ok(seen.size >= 200, `only ${seen.size} series were counted`);
  assertSound(path);
  t.diagnostic(`${scrapes} scrapes of ${seen.size} series`);
});

test('the files as they lie at any moment are a sound ledger that has what was scraped before', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-power-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'popcon.db');
  const collector = await startCollectorProcess(path, '--ledger.flush-interval=5ms');
  t.after(() => collector.end('SIGKILL'));
  const load = startLoad(collector.statsdPort);
  for (let cut = 0; cut < 20; cut++) {
    await sleep(Math.random() * 100);
    const before = series(await collector.metrics());
    const copy = copyStopped(collector, path, join(folder, `cut-${cut}`));
    assertSound(copy);
    const db = openLedger(copy);
    const totals = new Map(
      db
        .prepare('SELECT key, total FROM series')
        .all()
        .map((row) => [String(row.key), Number(row.total)]),
    );
    db.close();
    for (const [key, value] of before) assert.ok((totals.get(key) ?? 0) >= value, key);
  }
  await load.stop();
});

/** All files at one moment, as a disk that has lost its power has them. */
function copyStopped({ child }: CollectorProcess, path: string, folder: string): string {
  mkdirSync(folder);
  const copy = join(folder, 'popcon.db');
  child.kill('SIGSTOP');
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    }
  } finally {
    child.kill('SIGCONT');
  }
  return copy;
}

function assertSound(path: string): void {
  const db = openLedger(path);
  assert.deepEqual(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {}), ['ok']);
  const odd = db
    .prepare(
      'SELECT count(*) AS n FROM series s WHERE total <> (SELECT max(total) FROM days d WHERE d.series_id = s.id)',
    )
    .get();
  assert.equal(odd?.n, 0, 'totals and days disagree');
  db.close();
}

function series(text: string): Map<string, number> {
  return new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('python_popcon_'))
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
  );
}

function startLoad(port: number): { stop(): Promise<void> } {
  const socket = createSocket('udp4');
  let stopping = false;
  const done = sendUntil(socket, port, () => stopping);
  return {
    async stop() {
      stopping = true;
      await done;
      socket.close();
    },
  };
}

async function sendUntil(socket: Socket, port: number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    for (let start = 0; start < PACKAGES.length; start += 20) {
      socket.send(PACKAGES.slice(start, start + 20).join('\n'), port, '127.0.0.1');
    }
    await sleep(1);
  }
}
