import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { after, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Worker } from 'node:worker_threads';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import { startIngest } from '../../src/ingest/ingest.ts';
import type { IngestConfig } from '../../src/ingest/messages.ts';
import { builtinRules } from '../../src/mapping/builtin.ts';
import { rulesOf } from '../mapping/rules-of.ts';
import { portOf, sendUdp, until } from '../statsd/sockets.ts';

const FREE = { host: '127.0.0.1', port: 0 };

const CONFIG: IngestConfig = {
  ...DEFAULT_OPTIONS,
  sockets: { ...DEFAULT_OPTIONS.sockets, udp: [FREE], tcp: [] },
  mapping: JSON.stringify(builtinRules()),
  relay: undefined,
  knownPackages: [],
  foldsUnknown: false,
  series: { ids: new Uint32Array(), keys: [] },
  helps: new Map(),
  lastSeriesId: 0,
};

test('a batch that was taken is not kept', async () => {
  const ingest = await startIngest(CONFIG);
  after(() => ingest.close());
  const taken = await Promise.all(Array.from({ length: 3 }, async () => new WeakRef(await ingest.take())));
  await ingest.take();
  collectGarbage();
  assert.deepEqual(
    taken.map((batch) => batch.deref()),
    [undefined, undefined, undefined],
  );
});

test('more rules than the heap has room for are refused, and end nothing', async () => {
  const ingest = await startIngest(CONFIG);
  after(() => ingest.close());
  const rules = Array.from({ length: 6_000 }, (_, at) => `- {match: "a${at}.*", name: "a${at}_$1"}`);
  const many = JSON.stringify(rulesOf(`mappings:\n${rules.join('\n')}`));
  await assert.rejects(ingest.setMapping(many), { code: 'mapping-invalid' });
  await ingest.take();
  const roomy = await startIngest({ ...CONFIG, mapping: many });
  after(() => roomy.close());
  await roomy.setMapping(many);
  assert.equal((await roomy.take()).counters.rules, 6_000);
});

test('what was counted shows before anybody asks for it, and an end of the thread has its reason', async () => {
  const ingest = await startIngest(CONFIG);
  after(() => ingest.close());
  const failed = assert.rejects(ingest.failed, { code: 'ingest-ended' });
  assert.equal(ingest.hasCounted(), false);
  await sendUdp('127.0.0.1', portOf(ingest.addresses.udp[0]), ['a:1|c']);
  await until(ingest.hasCounted);
  assert.equal(ingest.hasCounted(), true);
  assert.equal((await ingest.take()).samples, 1);
  assert.equal(ingest.hasCounted(), false);
  await ingest.close();
  await failed;
  await assert.rejects(ingest.take(), { code: 'ingest-ended', message: 'the ingest thread was stopped' });
});

test('where a socket cannot be opened the thread ends', async () => {
  const first = await startIngest(CONFIG);
  after(() => first.close());
  const started: Worker[] = [];
  const onStart = (message: unknown) => started.push((message as { readonly worker: Worker }).worker);
  subscribe('worker_threads', onStart);
  const udp = [{ host: '127.0.0.1', port: portOf(first.addresses.udp[0]) }];
  await assert.rejects(startIngest({ ...CONFIG, sockets: { ...CONFIG.sockets, udp } }), {
    code: 'bind-failed',
  });
  unsubscribe('worker_threads', onStart);
  after(() => started[0]?.terminate());
  assert.deepEqual(
    started.map(({ threadId }) => threadId),
    [-1],
  );
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
