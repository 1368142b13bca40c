/**
 * A collector whose clock jumps over midnight, forwards and backwards, while it counts and while it commits: each count
 * is in the ledger once, on a day that the clock had.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectLedger } from '../../src/ledger/inspect.ts';
import { readLedger } from '../../src/ledger/open.ts';
import { formatDay } from '../../src/series/day.ts';
import { hasPeer } from '../peers.ts';
import { startCollectorProcess } from './running.ts';

const PEERS = resolve(import.meta.dirname, '../../.cache/peers');
const [LIBRARY] = globSync(join(PEERS, 'debian/libfaketime/usr/lib/*/faketime/libfaketime.so.1'));
/** Each is one second before or after a midnight of UTC. */
const JUMPS = ['2026-11-29 23:59:59', '2026-11-30 00:00:01', '2026-11-28 23:59:59', '2031-01-01 00:00:01'];
const ROUNDS = 25;
const LINES = 20;

test('a clock that jumps over midnight neither loses nor doubles a count', async (t) => {
  if (!hasPeer(t, LIBRARY, 'libfaketime')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-clock-'));
  const clock = join(folder, 'clock');
  const setClock = (time: string) => {
    writeFileSync(`${clock}.new`, `@${time}\n`);
    renameSync(`${clock}.new`, clock);
  };
  setClock('2026-11-29 12:00:00');
  Object.assign(process.env, {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    TZ: 'UTC',
  });
  const path = join(folder, 'popcon.db');
  const collector = await startCollectorProcess(path);
  delete process.env.LD_PRELOAD;
  const socket = createSocket('udp4');
  t.after(async () => {
    socket.close();
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  let sent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const time of JUMPS) {
      setClock(time);
      for (let line = 0; line < LINES; line++) {
        const text = `python_popcon.imported_package.p${sent++ % 50}:1|c`;
        await new Promise((done) => socket.send(text, collector.statsdPort, '127.0.0.1', done));
      }
      await sleep(10);
    }
  }
  assert.equal(await collector.end(), 0, collector.output());

  assert.deepEqual(inspectLedger(path).problems, []);
  const days = readLedger(path, (db) => {
    const [total] = db.prepare('SELECT sum(total) AS sum FROM series').all();
    assert.equal(total?.sum, sent);
    return db.prepare('SELECT DISTINCT day FROM days ORDER BY day').all();
  });
  const had = ['2026-11-28', '2026-11-29', '2026-11-30', '2031-01-01'];
  assert.deepEqual(
    days.map(({ day }) => formatDay(Number(day))).filter((day) => !had.includes(day)),
    [],
  );
  assert.ok(days.length >= 3, `only ${days.length} days`);
});
