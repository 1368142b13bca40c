/** The relay against real servers that are away, come, go and move: each line is sent once, waits, or is counted. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Relay, type RelayOptions } from '../../src/statsd/relay.ts';
import type { RelayProtocol } from '../../src/statsd/relay-transport.ts';

interface Server {
  readonly port: number;
  received(): readonly string[];
  datagrams(): number;
  close(): Promise<void>;
}

async function listen(protocol: RelayProtocol, port = 0): Promise<Server> {
  let text = '';
  let datagrams = 0;
  const received = () => text.split('\n').slice(0, -1);
  if (protocol === 'udp') {
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    socket.on('message', (bytes) => {
      datagrams++;
      text += bytes.toString();
    });
    await once(socket, 'listening');
    const close = async () => void (await once(socket.close(), 'close'));
    return { port: socket.address().port, received, datagrams: () => datagrams, close };
  }
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setEncoding('utf8').on('data', (data) => {
      text += data;
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received,
    datagrams: () => datagrams,
    close: async () => {
      for (const socket of sockets) socket.end();
      await once(server.close(), 'close');
    },
  };
}

function open(protocol: RelayProtocol, port: number, options: Partial<RelayOptions> = {}) {
  const address = { host: '127.0.0.1', port };
  const bounds = { packetBytes: 100, maxBufferedBytes: 1e6, maxAgeMs: 60_000 };
  const relay = new Relay({ protocol, address, ...bounds, ...options });
  let came = 0;
  return {
    relay,
    send(from: number, to: number) {
      for (let line = from; line < to; line++) {
        const bytes = Buffer.from(`line.${line}:1|c`);
        relay.line(bytes, 0, bytes.length);
        came++;
      }
    },
    addsUp() {
      const { sent, waiting, dropped, expired, tooLong, failed } = relay.counts;
      assert.equal(sent + waiting + dropped + expired + tooLong + failed, came);
    },
  };
}

const NOTHING = { sent: 0, waiting: 0, dropped: 0, expired: 0, tooLong: 0, failed: 0 };

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `line.${from + at}:1|c`);

async function until(passes: () => boolean): Promise<void> {
  for (const deadlineMs = performance.now() + 20_000; !passes() && performance.now() < deadlineMs; )
    await sleep(20);
}

for (const protocol of ['udp', 'tcp'] as const) {
  test(`${protocol}: what is sent while the server is away arrives when it is back, once`, async (t) => {
    const before = await listen(protocol);
    const { relay, send, addsUp } = open(protocol, before.port);
    t.after(() => relay.close());
    send(0, 500);
    await until(() => before.received().length === 500);
    assert.deepEqual(before.received(), lines(0, 500));
    await before.close();
    send(500, 1_000);
    await sleep(1_300);
    assert.equal(relay.counts.waiting, 500);
    addsUp();
    const after = await listen(protocol, before.port);
    t.after(() => after.close());
    await until(() => relay.counts.waiting === 0);
    await until(() => after.received().length === 500);
    assert.deepEqual(after.received(), lines(500, 1_000));
    addsUp();
  });

  test(`${protocol}: a name that is not known yet is waited for`, async (t) => {
    const address = { host: 'collector.invalid', port: 9 };
    const { relay, send, addsUp } = open(protocol, 9, { address });
    t.after(() => relay.close());
    send(0, 10);
    await sleep(500);
    assert.equal(relay.counts.waiting, 10);
    addsUp();
  });

  test(`${protocol}: what waits is bounded in bytes and in age`, async () => {
    const gone = await listen(protocol);
    await gone.close();
    const { relay, send, addsUp } = open(protocol, gone.port, { maxBufferedBytes: 1_000, maxAgeMs: 600 });
    send(0, 1_000);
    assert.ok(relay.counts.waiting < 100, `${relay.counts.waiting} wait`);
    addsUp();
    await until(() => relay.counts.waiting === 0);
    assert.ok(relay.counts.expired > 50, `${relay.counts.expired} expired`);
    addsUp();
    send(0, 50);
    assert.equal(relay.counts.waiting, 50, 'what has expired leaves its room');
    await relay.close();
    addsUp();
  });
}

test('tcp: what waits behind a server that has stopped reading is bounded in age, too', async (t) => {
  let held: Socket | undefined;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    held = socket.on('error', () => {});
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const packetBytes = 1_000_000;
  const { relay, send } = open('tcp', port, { packetBytes, maxBufferedBytes: 1e8, maxAgeMs: 600 });
  // More than the kernel's buffers of a connection hold.
  const bytes = Buffer.alloc(packetBytes - 1, 'x');
  for (let line = 0; line < 64; line++) relay.line(bytes, 0, bytes.length);
  await until(() => held !== undefined);
  send(0, 10);
  await until(() => relay.counts.expired === 10);
  const { sent, waiting, expired } = relay.counts;
  assert.deepEqual({ sent, waiting, expired }, { sent: 0, waiting: 64, expired: 10 });
  held?.destroy();
  await relay.close();
});

test('tcp: where the connection dies, only the packet that was under way is sent again', async (t) => {
  const held: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    held.push(socket.on('error', () => {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const packetBytes = 500_000;
  const { relay } = open('tcp', port, { packetBytes, maxBufferedBytes: 1e8 });
  t.after(() => relay.close());
  // Each fills a packet, and all of them more than the kernel's buffers of a connection.
  const packets = 40;
  for (let packet = 0; packet < packets; packet++) {
    const bytes = Buffer.alloc(packetBytes - 1, `packet-${packet}:`);
    relay.line(bytes, 0, bytes.length);
  }
  await until(() => held.length === 1);
  await sleep(300);
  // What the kernel has is read, as by a server that is slow, then the connection dies.
  let before = '';
  const [first] = held;
  first?.setEncoding('utf8').on('data', (text) => {
    before += text;
    if (before.length > 5 * packetBytes) first.destroy();
  });
  first?.resume();
  await until(() => held.length === 2);
  let after = '';
  held[1]?.setEncoding('utf8').on('data', (text) => {
    after += text;
  });
  held[1]?.resume();
  await until(() => relay.counts.sent === packets);
  const seen = (text: string) => new Set(text.match(/packet-\d+(?=:)/g));
  await until(() => seen(after).has(`packet-${packets - 1}`));
  const twice = [...seen(before)].filter((packet) => seen(after).has(packet));
  assert.ok(twice.length <= 1, `sent again: ${twice}`);
});

test('a line that fits exactly is sent; one that is longer is counted, and one that no datagram can hold', async () => {
  const server = await listen('udp');
  const { relay } = open('udp', server.port, { packetBytes: 65_508, maxBufferedBytes: 65_508 + 4 });
  for (const length of [65_508, 65_507, 1, 1, 2]) relay.line(Buffer.alloc(length, 'x'), 0, length);
  assert.deepEqual({ ...relay.counts }, { ...NOTHING, tooLong: 1, waiting: 3, dropped: 1 });
  // Its 65,508 bytes with the line feed are one more than UDP takes.
  await until(() => relay.counts.waiting === 0);
  assert.deepEqual({ ...relay.counts }, { ...NOTHING, tooLong: 1, failed: 1, dropped: 1, sent: 2 });
  await until(() => server.received().length === 2);
  assert.deepEqual([server.received(), server.datagrams()], [['x', 'x'], 1]);
  await relay.close();
  await server.close();
});

test('an orderly end sends what waits', async (t) => {
  const server = await listen('tcp');
  t.after(() => server.close());
  const { relay, send, addsUp } = open('tcp', server.port);
  send(0, 200);
  await relay.close();
  addsUp();
  assert.equal(relay.counts.waiting, 0);
  await until(() => server.received().length === 200);
  assert.deepEqual(server.received(), lines(0, 200));
});
