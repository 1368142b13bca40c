/** The bound of HTTP connections: who is let in at it, who has to go, and what is counted. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Hono } from 'hono';
import { listenHttp } from '../../src/web/listen.ts';

const MAX = 20;

async function setUp(t: TestContext) {
  const held = Promise.withResolvers<void>();
  const app = new Hono()
    .get('/', (c) => c.text('in'))
    .get('/held', async (c) => {
      await held.promise;
      return c.text('let go');
    });
  const listener = await listenHttp(app, { host: '0.0.0.0', port: 0 }, { maxConnections: MAX });
  const port = Number(listener.address.split(':')[1]);
  const clients: Socket[] = [];
  t.after(async () => {
    held.resolve();
    for (const client of clients) client.destroy();
    await listener.close();
  });
  /** A connection from one of the machine's own addresses; it has sent `text`. */
  const dial = async (text: string, localAddress = '127.0.0.1') => {
    const client = connect({ host: '127.0.0.1', port, localAddress });
    clients.push(client);
    client.on('error', () => undefined);
    await once(client, 'connect');
    client.write(text);
    return client;
  };
  return { listener, dial, letGo: held.resolve };
}

const ask = (path: string, version = '1.1') => `GET ${path} HTTP/${version}\r\nHost: a\r\n\r\n`;

async function answerOf(client: Socket): Promise<string> {
  const [data] = (await Promise.race([once(client, 'data'), once(client, 'close')])) as unknown[];
  return Buffer.isBuffer(data) ? data.toString() : 'closed';
}

test('one client that holds them all, idle, keeps nobody out', async (t) => {
  const { listener, dial } = await setUp(t);
  const first = await dial(ask('/'), '127.0.0.2');
  assert.match(await answerOf(first), /200 OK/);
  const idle = [];
  for (let at = 0; at < 2 * MAX; at++) idle.push(await dial(at % 2 === 0 ? '' : 'GET /ha'));
  const victim = await dial(ask('/'), '127.0.0.3');
  assert.match(await answerOf(victim), /200 OK/);
  assert.ok(!first.closed, 'who has one connection keeps it');
  const { counts, open } = listener.connections;
  assert.equal(open, MAX);
  assert.deepEqual(
    { ...counts },
    {
      accepted: 2 * MAX + 2,
      'too-many': 0,
      displaced: MAX + 2,
      'no-tls': 0,
      'timed-out': 0,
      'no-certificate': 0,
    },
  );
});

test('where every one has an answer under way, a new one is closed and counted', async (t) => {
  const { listener, dial, letGo } = await setUp(t);
  const busy = [];
  for (let at = 0; at < MAX; at++) busy.push(await dial(ask('/held')));
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(await answerOf(await dial(ask('/'), '127.0.0.3')), 'closed');
  assert.equal(listener.connections.counts['too-many'], 1);
  letGo();
  for (const client of busy) assert.match(await answerOf(client), /let go/);
});

const ANSWERED = 'HTTP/1.1 200 OK';

for (const [what, request, answer = ANSWERED] of [
  ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n\r\n'],
  ['HTTP/1.0 with an empty Host', 'GET / HTTP/1.0\r\nHost:\r\n\r\n'],
  ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'],
  ['a port that is none', 'GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n'],
  ['an empty port', 'GET / HTTP/1.1\r\nHost: localhost:\r\n\r\n'],
  ['loopback of IPv4 within IPv6', 'GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:1\r\n\r\n'],
  ['a short address', 'GET / HTTP/1.1\r\nHost: 127.1\r\n\r\n'],
  [
    'two hosts',
    'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n',
    'HTTP/1.1 400 Bad Request',
  ],
] as const) {
  test(`${what} in a request: ${answer}`, async (t) => {
    const { dial } = await setUp(t);
    assert.equal((await answerOf(await dial(request))).split('\r\n')[0], answer);
  });
}
