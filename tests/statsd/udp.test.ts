/** UDP sockets, read many datagrams a call or one an event: what is bound, who is let in, and what an end leaves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Libc } from '../../src/libc.ts';
import { DatagramReader } from '../../src/statsd/datagram-reader.ts';
import { bindInetSocket, takeNoMore } from '../../src/statsd/inet-socket.ts';
import { rowsOf, socketInode } from '../../src/statsd/proc-net.ts';
import { openUdp, type UdpOptions } from '../../src/statsd/udp.ts';
import { allowOnly, datagramSink, later, libc, needsLibc, portOf, sendUdp, until } from './sockets.ts';

const texts = (count: number) => Array.from({ length: count }, (_, at) => `x:${at}|c`);

const UDP = { endpoint: { host: '127.0.0.1', port: 0 }, readBufferBytes: 65_536, isAllowed: undefined };
const CASES: Readonly<
  Record<string, readonly [change: Partial<UdpOptions>, address: RegExp, to: string, isIn?: false]>
> = {
  IPv4: [{}, /^127\.0\.0\.1:\d+$/, '127.0.0.1'],
  IPv6: [{ endpoint: { host: '::1', port: 0 } }, /^\[::1\]:\d+$/, '::1'],
  'a name': [{ endpoint: { host: 'localhost', port: 0 } }, /^(127\.0\.0\.1|\[::1\]):\d+$/, 'localhost'],
  'every address, by IPv4': [{ endpoint: { host: undefined, port: 0 } }, /^\[::\]:\d+$/, '127.0.0.1'],
  'every address, by IPv6': [{ endpoint: { host: undefined, port: 0 } }, /^\[::\]:\d+$/, '::1'],
  'a large buffer, read in gulps': [{ readBufferBytes: 2 ** 21 }, /^127/, '127.0.0.1'],
  'who is allowed': [{ isAllowed: allowOnly('127.0.0.1') }, /^127/, '127.0.0.1'],
  'who is allowed, by IPv6': [
    { endpoint: { host: '::', port: 0 }, isAllowed: allowOnly('::1', '0:0:0:0:0:0:0:1') },
    /^\[::\]/,
    '::1',
  ],
  'IPv4 at a socket of both': [
    { endpoint: { host: '::', port: 0 }, isAllowed: allowOnly('127.0.0.1') },
    /^\[::\]/,
    '127.0.0.1',
  ],
  'who is not allowed': [{ isAllowed: allowOnly('10.0.0.1') }, /^127/, '127.0.0.1', false],
};

for (const [how, library] of [
  ['many a call', libc],
  ['one an event', undefined],
] as const) {
  const skip = how === 'many a call' && needsLibc;
  for (const [name, [change, address, to, isIn]] of Object.entries(CASES)) {
    test(`UDP, ${how}: ${name}`, { skip }, async () => {
      const { seen, dropped, sink } = datagramSink();
      const options = { ...UDP, ...change };
      const listener = await openUdp(options, sink, library);
      const sent = texts(100);
      await sendUdp(to, portOf(listener.address), sent);
      assert.equal(await listener.close(later()), true);
      assert.match(listener.address, address);
      assert.deepEqual(seen, isIn === false ? [] : sent);
      assert.deepEqual(dropped, isIn === false ? sent.map(() => 'not-allowed') : []);
      if (change.readBufferBytes === undefined) assert.equal(listener.readBufferBytes, 65_536);
    });
  }

  test(`UDP, ${how}: a port that is taken, and an address of another machine`, { skip }, async () => {
    const { sink } = datagramSink();
    const first = await openUdp(UDP, sink, library);
    const endpoint = { host: '127.0.0.1', port: portOf(first.address) };
    const again = openUdp({ ...UDP, endpoint }, sink, library);
    await assert.rejects(again, { code: 'bind-failed', message: /^UDP 127.*is in use by another program/ });
    await first.close(later());
    const other = openUdp({ ...UDP, endpoint: { host: '192.0.2.1', port: 0 } }, sink, library);
    await assert.rejects(other, { message: /^UDP 192\.0\.2\.1:0 is not an address of this machine/ });
    // Its port is free again.
    await (await openUdp({ ...UDP, endpoint }, sink, library)).close(later());
  });
}

/** The port of a bound UDP socket that no listener has yet. */
function udpPortOf(fd: number): number {
  const inode = socketInode(fd);
  const row = rowsOf('udp').find((columns) => columns[9] === inode);
  return Number.parseInt(row?.[1]?.split(':')[1] ?? '', 16);
}

test('UDP: what came to a held socket is read or counted as dropped by the kernel', {
  skip: needsLibc,
}, async () => {
  const fd = bindInetSocket(libc as Libc, '127.0.0.1', 0);
  const sent = 3_000;
  await sendUdp('127.0.0.1', udpPortOf(fd), new Array<Buffer>(sent).fill(Buffer.alloc(1_000, 'x')));
  const { seen, sink } = datagramSink();
  const listener = await openUdp({ ...UDP, endpoint: { fd } }, sink, libc);
  await until(() => seen.length + (listener.kernelDrops() ?? 0) === sent);
  const drops = listener.kernelDrops() ?? 0;
  assert.equal(await listener.close(later()), true);
  assert.ok(drops > 0 && seen.length > DatagramReader.BATCH, `${seen.length} read, ${drops} dropped`);
  assert.equal(seen.length + drops, sent);
});

test('UDP: a socket that takes no more still has what waited', { skip: needsLibc }, async () => {
  const fd = bindInetSocket(libc as Libc, '127.0.0.1', 0);
  const { seen, sink } = datagramSink();
  const port = udpPortOf(fd);
  await sendUdp('127.0.0.1', port, ['before']);
  takeNoMore(libc as Libc, fd);
  await sendUdp('127.0.0.1', port, ['after']);
  const reader = new DatagramReader(libc as Libc, fd);
  assert.equal(reader.read(sink), 1);
  assert.deepEqual([seen, reader.read(sink)], [['before'], 0]);
  libc?.close(fd);
});
