/** TCP listeners: which clients are let in, how each is counted, and what of their lines is handed on. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openTcp, type TcpOptions } from '../../src/statsd/tcp.ts';
import { allowOnly, later, portOf, until } from './sockets.ts';

const TCP = {
  endpoint: { host: '127.0.0.1', port: 0 },
  isAllowed: undefined,
  maxLineBytes: 20,
  maxConnections: 10,
  idleTimeoutMs: 60_000,
};
const NO_COUNTS = { accepted: 0, refused: 0, notAllowed: 0, idle: 0, open: 0 };

/** What becomes of a client that sends a line and waits. */
const CASES: Readonly<
  Record<string, readonly [change: Partial<TcpOptions>, counts: Partial<typeof NO_COUNTS>, to?: string]>
> = {
  'let in': [{}, { accepted: 1, open: 1 }],
  'let in by name': [{ endpoint: { host: 'localhost', port: 0 } }, { accepted: 1, open: 1 }, 'localhost'],
  'every address': [
    { endpoint: { host: undefined, port: 0 }, isAllowed: allowOnly('127.0.0.1') },
    { accepted: 1, open: 1 },
  ],
  'not allowed': [{ isAllowed: allowOnly('10.0.0.1') }, { notAllowed: 1 }],
  'one too many': [{ maxConnections: 0 }, { refused: 1 }],
  'silent for too long': [{ idleTimeoutMs: 30 }, { accepted: 1, idle: 1 }],
};

for (const [name, [change, expected, to = '127.0.0.1']] of Object.entries(CASES)) {
  test(`${name}`, async () => {
    const counts = { ...NO_COUNTS };
    const lines: string[] = [];
    const listener = await openTcp({ ...TCP, ...change }, counts, {
      line: (bytes, start, end) => void lines.push(Buffer.from(bytes.subarray(start, end)).toString()),
      lineTooLong: () => void lines.push('too long'),
    });
    const socket = connect(portOf(listener.address), to);
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    // The end of a connection ends its last line.
    socket.write(`first\n${'x'.repeat(21)}\nlast`);
    await until(() => JSON.stringify(counts) === JSON.stringify({ ...NO_COUNTS, ...expected }));
    const whileOpen = { ...counts };
    assert.equal(await listener.close(later()), true);
    assert.deepEqual(whileOpen, { ...NO_COUNTS, ...expected });
    assert.deepEqual(lines, expected.accepted === 1 ? ['first', 'too long', 'last'] : []);
    await closed;
    assert.equal(counts.open, 0);
  });
}

test('a port that is taken', async () => {
  const sink = { line: () => undefined, lineTooLong: () => undefined };
  const first = await openTcp(TCP, { ...NO_COUNTS }, sink);
  const endpoint = { host: '127.0.0.1', port: portOf(first.address) };
  const again = openTcp({ ...TCP, endpoint }, { ...NO_COUNTS }, sink);
  await assert.rejects(again, { code: 'bind-failed', message: /^TCP 127.*is in use by another program/ });
  await first.close(later());
});
