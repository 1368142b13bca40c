/** All sockets of the ingest thread, in this one: what is let in, what is counted of each, and what an end still reads. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import type { IngestBatch, IngestStart } from '../../src/ingest/messages.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { builtinRules } from '../../src/mapping/builtin.ts';
import { unpackSeries } from '../../src/series/series.ts';
import { rulesOf } from '../mapping/rules-of.ts';
import { libc, needsLibc, portOf, unixSender } from '../statsd/sockets.ts';

const FREE = { host: '127.0.0.1', port: 0 };

function start(change: Partial<IngestStart> = {}, allow: readonly string[] = []): Promise<Receiver> {
  return Receiver.open({
    ...DEFAULT_OPTIONS,
    limits: { ...DEFAULT_OPTIONS.limits, maxLines: 3, maxLineBytes: 20 },
    sockets: { ...DEFAULT_OPTIONS.sockets, udp: [FREE], tcp: [FREE], allow },
    mapping: JSON.stringify(builtinRules()),
    relay: undefined,
    knownPackages: [],
    foldsUnknown: false,
    series: { ids: Uint32Array.of(7), keys: ['known'] },
    helps: new Map(),
    lastSeriesId: 9,
    waiting: new Int32Array(new SharedArrayBuffer(4)),
    ...change,
  });
}

async function send(receiver: Receiver, datagrams: readonly string[], stream = ''): Promise<void> {
  const socket = createSocket('udp4');
  for (const text of datagrams) {
    await new Promise((done) => socket.send(text, portOf(receiver.addresses.udp[0]), '127.0.0.1', done));
  }
  socket.close();
  const tcp = connect(portOf(receiver.addresses.tcp[0]), '127.0.0.1');
  await once(tcp, 'connect');
  await once(tcp.end(stream), 'close');
}

function amountsOf({ newSeries, ids, amounts }: IngestBatch): Record<string, number> {
  const keys = new Map(Array.from(unpackSeries(newSeries), ({ id, key }) => [id, key]));
  return Object.fromEntries([...ids].map((id, at) => [keys.get(id) ?? id, amounts[at] ?? 0]));
}

test('an end reads what has arrived on each socket, and counts what it let out', async () => {
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  const receiver = await start({ waiting });
  await send(
    receiver,
    ['known:1|c\na:1|c\na:1|c\nb:1|c', 'a:2|c'],
    'a:4|c\nthis.is.a.long.line:1|c\nhalf:1|c',
  );
  const batch = await receiver.stop();
  assert.deepEqual(amountsOf(batch), { 7: 1, a: 8, half: 1 });
  const { counters, samples, isDrained } = batch;
  assert.deepEqual([counters.samples, samples, counters.waitingSamples, isDrained], [8, 6, 0, true]);
  assert.deepEqual([counters.refused['too-many-lines'], counters.refused['line-too-long']], [1, 1]);
  assert.deepEqual(counters.datagrams, { udp: 2, unixgram: 0 });
  assert.deepEqual(counters.tcp, { accepted: 1, refused: 0, notAllowed: 0, idle: 0, open: 0 });
  assert.equal(waiting[0], 0, 'nothing waits for a take');
});

for (const [allow, isIn] of [
  [['127.0.0.1'], true],
  [['10.0.0.0/8', '127.0.0.0/8'], true],
  [['::1', '10.0.0.0/8'], false],
] as const) {
  test(`lines from ${allow} alone: ${isIn ? 'taken' : 'dropped, and counted'}`, async () => {
    const receiver = await start({}, allow);
    await send(receiver, ['a:1|c'], 'a:1|c\n');
    const batch = await receiver.stop();
    const { counters } = batch;
    assert.deepEqual(amountsOf(batch), isIn ? { a: 2 } : {});
    assert.deepEqual([counters.dropped['not-allowed'], counters.tcp.notAllowed], isIn ? [0, 0] : [1, 1]);
  });
}

test('a block that is none is refused', async () => {
  await assert.rejects(start({}, ['10.0.0.0/40']), { code: 'invalid-address', message: /'10\.0\.0\.0\/40'/ });
});

test('with a relay every line goes on as it came; counters count here as well, unless it only relays', async (t) => {
  for (const relaysOnly of [false, true]) {
    let text = '';
    const server = createServer((socket) => socket.setEncoding('utf8').on('data', (data) => (text += data)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const relay = {
      ...DEFAULT_OPTIONS.relay,
      protocol: 'tcp',
      address: { host: '127.0.0.1', port },
    } as const;
    const receiver = await start({ relay, relaysOnly });
    await send(receiver, ['a:1|c\nb:1|g'], 'bad\n');
    const batch = await receiver.stop();
    while (text.length < 16) await sleep(10);
    assert.deepEqual(text.trim().split('\n').toSorted(), ['a:1|c', 'b:1|g', 'bad']);
    assert.deepEqual(amountsOf(batch), relaysOnly ? {} : { a: 1 });
    assert.equal(batch.counters.relay?.sent, 3);
    assert.equal(batch.counters.relayed, relaysOnly ? 2 : 1);
  }
});

test('new rules count from the next line on', async () => {
  const receiver = await start();
  receiver.sink.line(Buffer.from('a.b:1|c'), 0, 7);
  receiver.setMapping(JSON.stringify(rulesOf('mappings: [{match: a.*, name: other}]')));
  receiver.sink.line(Buffer.from('a.b:1|c'), 0, 7);
  assert.match(JSON.stringify(receiver.trace('a.b:1|c')), /"series":"other"/);
  const batch = receiver.take();
  assert.deepEqual([amountsOf(batch), batch.counters.rules], [{ a_b: 1, other: 1 }, 1]);
  await receiver.stop();
});

test('a batch has so many new series at most, and the counts of those alone', async () => {
  const receiver = await start();
  const lines = ['a:1|c', 'b:2|c', 'c:3|c', 'a:4|c', 'known:5|c'];
  for (const line of lines) receiver.sink.line(Buffer.from(line), 0, line.length);
  const first = receiver.take(1);
  const second = await receiver.stop();
  assert.deepEqual(amountsOf(first), { 7: 5, a: 5 });
  const { knownLines, waitingSamples } = first.counters;
  assert.deepEqual([knownLines, waitingSamples], [5, 2]);
  assert.deepEqual(amountsOf(second), { b: 2, c: 3 });
});

test('what is forgotten goes on in the series of what has no room', async () => {
  const receiver = await start();
  receiver.sink.line(Buffer.from('known:5|c'), 0, 9);
  const overflowId = receiver.forget(new Set([7]));
  const { ids, amounts } = await receiver.stop();
  assert.deepEqual([[...ids], [...amounts]], [[10], [5]]);
  assert.equal(overflowId, 10);
});

test('a Unix socket has the asked mode, and its datagrams are counted as such', {
  skip: needsLibc,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-receiver-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'in.sock');
  const receiver = await start({
    sockets: { ...DEFAULT_OPTIONS.sockets, udp: [], tcp: [], unixgram: [{ path }], unixgramMode: 0o720 },
  });
  const { mode } = statSync(path);
  const fd = unixSender(path);
  writeSync(fd, 'a:1|c\nb:1|c');
  libc?.close(fd);
  const batch = await receiver.stop();
  assert.deepEqual([receiver.addresses.unixgram, mode & 0o777], [[path], 0o720]);
  assert.deepEqual(amountsOf(batch), { a: 1, b: 1 });
  assert.deepEqual(batch.counters.datagrams, { udp: 0, unixgram: 1 });
});
