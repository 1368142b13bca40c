/** The one client for all servers: what it sends, what it tries again, and what it never shows. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { parseServerAddress, withoutPassword } from '../../src/sources/address.ts';
import { FOREIGN_HOST } from '../../src/sources/api.ts';
import { type JsonClient, jsonClient } from '../../src/sources/http.ts';

async function clientOf(
  t: TestContext,
  answer: RequestListener,
  { user = '', timeoutMs = 10_000, maxBytes = 1_000 } = {},
): Promise<JsonClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = parseServerAddress(`http://${user}127.0.0.1:${port}/sub`);
  const client = jsonClient({ url, timeoutMs, maxBytes }, t.signal);
  t.after(() => {
    client[Symbol.dispose]();
    server.closeAllConnections();
    server.close();
  });
  return client;
}

const WAYS = {
  GET: (client: JsonClient) => client.get('api'),
  POST: (client: JsonClient) => client.post('api', {}),
  PUT: (client: JsonClient) => client.put('api', '{}'),
};
const CONTENT_TYPES: Readonly<Record<string, string | undefined>> = {
  POST: 'application/x-www-form-urlencoded',
  PUT: 'application/json',
};

for (const [method, ask] of Object.entries(WAYS)) {
  test(`${method}: user and password become a header, and stand nowhere else`, async (t) => {
    const seen: IncomingMessage[] = [];
    const client = await clientOf(
      t,
      (request, response) => {
        seen.push(request);
        response.end('{}');
      },
      { user: 'me:h%40s%h@' },
    );
    assert.equal((await ask(client)).status, 200);
    assert.equal(seen[0]?.url, '/sub/api');
    assert.equal(seen[0]?.headers['content-type'], CONTENT_TYPES[method]);
    const pair = Buffer.from(seen[0]?.headers.authorization?.replace('Basic ', '') ?? '', 'base64');
    assert.equal(String(pair), 'me:h%40s%h', 'what is no percent-encoding is taken as it is');
    assert.doesNotMatch(client.address, /me|@/);
  });

  test(`${method}: a connection that breaks is tried again`, async (t) => {
    let tries = 0;
    const client = await clientOf(t, (request, response) => {
      tries += 1;
      if (tries === 1) request.socket.destroy();
      else if (tries === 2) response.writeHead(502).end();
      else response.end('{}');
    });
    assert.equal((await ask(client)).status, 200);
    assert.equal(tries, 3);
  });

  test(`${method}: one that breaks for good is told, after three tries`, async (t) => {
    let tries = 0;
    const client = await clientOf(t, (request) => {
      tries += 1;
      request.socket.destroy();
    });
    await assert.rejects(ask(client), { code: 'unreachable', message: /it closed the connection$/ });
    assert.equal(tries, 3);
  });

  test(`${method}: a redirection is told and not followed with a password`, async (t) => {
    const client = await clientOf(t, (_, response) => response.writeHead(302, { Location: '/x' }).end());
    await assert.rejects(ask(client), { code: 'unreachable', message: /answered 302/ });
  });

  test(`${method}: a name that a collector does not go by is told, and no credentials asked for`, async (t) => {
    const said = `${FOREIGN_HOST}\n`;
    const client = await clientOf(t, (_, response) => response.writeHead(403).end(said));
    await assert.rejects(ask(client), { code: 'unreachable', message: /answered 403: not a name of this/ });
  });

  test(`${method}: the time-out holds to the last byte`, async (t) => {
    const client = await clientOf(t, (_, response) => void response.writeHead(200).write('{'), {
      timeoutMs: 200,
    });
    await assert.rejects(ask(client), { code: 'timeout' });
  });

  test(`${method}: an answer is read up to its bound`, async (t) => {
    const client = await clientOf(t, (_, response) => response.end('x'.repeat(2_000)));
    await assert.rejects(ask(client), { code: 'answer-too-long' });
  });
}

for (const text of [
  'http://me:hush@[',
  'me:hush@host:9102',
  'ftp://me:hush@host',
  'http://me:hu/sh@:99999',
]) {
  test(`${text} is no address, and its password is not shown`, () => {
    assert.throws(
      () => parseServerAddress(text),
      (error) => error instanceof Failure && !/hush|hu\/sh/.test(error.message),
    );
  });
}

test('what stands before the last @ is not shown', () => {
  assert.equal(withoutPassword('prometheus+https://me:a@b@host:1/p@q'), 'prometheus+https://host:1/p@q');
});
