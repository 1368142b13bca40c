/** A thousand TCP clients that send a byte at a time do not hold up the others, nor a scrape. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startCollectorProcess } from './running.ts';

const CLIENTS = 1_000;
const LINE = 'slow:1|c\n';
const BYTE_INTERVAL_MS = 400;

test(`${CLIENTS} slow TCP clients, each a line, and a fast one among them`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-slow-'));
  const collector = await startCollectorProcess(join(folder, 'popcon.db'));
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const port = Number(/:(\d+) \(TCP\)/.exec(collector.output())?.[1]);
  const clients: Socket[] = [];
  for (let index = 0; index < CLIENTS; index++) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    clients.push(socket);
  }
  for (const [index, byte] of [...LINE].entries()) {
    for (const socket of clients) socket.write(byte);
    if (index === 3) {
      const fast = connect(port, '127.0.0.1');
      fast.end('fast:1|c\n');
      await eventually(collector.metrics, (text) => text.includes('\nfast 1\n'));
      const beganMs = performance.now();
      await collector.metrics();
      assert.ok(performance.now() - beganMs < 2_000, 'a scrape waits for no client');
    }
    await sleep(BYTE_INTERVAL_MS);
  }
  const text = await eventually(collector.metrics, (answer) => answer.includes(`\nslow ${CLIENTS}\n`));
  assert.match(text, /^popcon_tcp_connections_open 1000$/m);
  for (const socket of clients) socket.destroy();
});
