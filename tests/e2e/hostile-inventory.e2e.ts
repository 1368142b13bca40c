/** Inventories that are made to hurt, sent by who has the token: refused in words, while everything else is answered. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseServerAddress } from '../../src/sources/address.ts';
import { jsonClient } from '../../src/sources/http.ts';
import { MAX_INVENTORY_BYTES } from '../../src/web/api/environments.ts';
import { eventually, startCollectorProcess } from './running.ts';

const SIZE = MAX_INVENTORY_BYTES - 100;
const filled = (part: string, around: readonly [string, string] = ['[', ']']) =>
  around[0] + part.repeat(Math.floor(SIZE / part.length)).slice(0, -1) + around[1];
const keys = (from: number) =>
  Array.from({ length: 380_000 }, (_, at) => `"${(from + at).toString(36)}":0`).join();

const BODIES: Readonly<Record<string, readonly [body: string, status: number]>> = {
  'millions of empty lists': [filled('[],'), 400],
  'nested as deep as it is long': ['['.repeat(SIZE), 400],
  'a text as long as is taken': [`"${'a'.repeat(SIZE)}"`, 400],
  'names of fields that are all different': [`{${keys(1e9)}}`, 400],
  'objects of fields that are all different': [
    `[${Array.from(
      { length: 5 },
      (_, at) =>
        `{${keys(1e9 + at * 4e5)
          .slice(0, 7e5)
          .replace(/,[^,]*$/, '')}}`,
    ).join()}]`,
    400,
  ],
  'longer than is taken': [' '.repeat(MAX_INVENTORY_BYTES + 1), 413],
};
/** On a busy machine; what it has to be away from is the half minute that this once took. */
const MAX_HEALTHY_MS = 2_000;

test('hostile inventories hold up nobody, and an honest one is recorded after them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-hostile-'));
  writeFileSync(join(folder, 'token'), 'a-push-token\n');
  const collector = await startCollectorProcess(
    join(folder, 'popcon.db'),
    `--web.push-token-file=${join(folder, 'token')}`,
  );
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  // As `popcon inventory --push` does: a connection that an early answer has cost is made anew.
  using client = jsonClient(
    { url: parseServerAddress(collector.url), token: 'a-push-token', timeoutMs: 60_000, maxBytes: 1e6 },
    t.signal,
  );
  const put = (body: string) => client.put('api/v1/environments/hub', body);
  for (const [name, [body, status]] of Object.entries(BODIES)) {
    const answer = put(body);
    let isAnswered = false;
    const done = answer.finally(() => {
      isAnswered = true;
    });
    let slowest = 0;
    while (!isAnswered) {
      const began = performance.now();
      assert.equal((await fetch(`${collector.url}/-/healthy`)).status, 200);
      slowest = Math.max(slowest, performance.now() - began);
    }
    const { text, ...response } = await done;
    assert.equal(response.status, status, `${name}: ${text}`);
    assert.ok(slowest < MAX_HEALTHY_MS, `${name}: /-/healthy took ${slowest} ms`);
    t.diagnostic(`${name}: ${text.slice(0, 160)}; slowest /-/healthy ${Math.round(slowest)} ms`);
  }
  const busy = await Promise.all(Array.from({ length: 6 }, () => put(filled('"a",'))));
  assert.ok(busy.every(({ status }) => status === 400 || status === 503));
  const distributions = Array.from({ length: 10_000 }, (_, at) => ({
    name: `package-${at}`,
    version: '1.0',
    installer: 'pip',
    requirements: [{ name: 'numpy' }, { name: `package-${at + 1}` }],
    bytes: 12_345,
    importNames: [`package_${at}`, `package_${at}.extra`],
  }));
  const honest = JSON.stringify({
    format: 'popcon-inventory/2',
    environment: 'hub',
    day: new Date().toISOString().slice(0, 10),
    source: 'python',
    activation: 'ipython',
    baseline: [],
    unknown: [],
    distributions,
  });
  const counting = countUntil(collector.statsdPort);
  for (let time = 0; time < 2; time++) {
    const { status, text } = await put(honest);
    assert.equal(status, 200, text);
    assert.equal(JSON.parse(text).distributions, 10_000);
  }
  const counted = await counting.end();
  const text = await eventually(collector.metrics, (answer) => answer.includes(`\nmeanwhile ${counted}\n`));
  assert.match(text, /^python_popcon_imported_package\{package="package-7"\} 0$/m);
  assert.match(text, /^popcon_ledger_commits_total\{outcome="failed"\} 0$/m, 'no commit failed for it');
});

/** A line every few milliseconds, so that there is always something to commit; `end` says how many it was. */
function countUntil(statsdPort: number): { readonly end: () => Promise<number> } {
  const socket = createSocket('udp4');
  let [sent, isOver] = [0, false];
  const sending = (async () => {
    while (!isOver) {
      await new Promise((done) => socket.send('meanwhile:1|c', statsdPort, '127.0.0.1', done));
      sent++;
      await sleep(5);
    }
    socket.close();
  })();
  return {
    async end() {
      isOver = true;
      await sending;
      return sent;
    },
  };
}
