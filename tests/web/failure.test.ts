/** What a handler throws: how it is answered to whom, and what of it is logged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { Failure } from '../../src/failure.ts';
import { makeLog } from '../../src/log.ts';
import { answerFailure } from '../../src/web/failure.ts';

const SECRET = new TypeError("Cannot read properties of undefined (reading 'distributions')");
const HTML = { Accept: 'text/html' };

function appOver(error: Error): { readonly app: Hono; readonly logged: string[] } {
  const logged: string[] = [];
  const log = makeLog({ level: 'info', format: 'json', now: () => 0, write: (line) => logged.push(line) });
  const app = new Hono().onError(answerFailure(log, { version: '1.2.3' })).get('*', () => {
    throw error;
  });
  return { app, logged };
}

const missing = new Failure('unknown-name', 'no environment is called "x"');
const busy = new Failure('pages-busy', 'too many pages are being made at once');
const damaged = new Failure('ledger-corrupt', '/var/popcon.db is damaged');

const CASES = [
  { name: 'a name that is not there, API', error: missing, path: '/api/v1/top', status: 404, logs: 0 },
  { name: 'a name that is not there, page', error: missing, path: '/unused', status: 404, logs: 0 },
  { name: 'busy', error: busy, path: '/unused', status: 503, logs: 0 },
  { name: 'a damaged ledger', error: damaged, path: '/api/v1/top', status: 500, logs: 1 },
  { name: 'a fault of ours, API', error: SECRET, path: '/api/v1/environments/v1', status: 500, logs: 1 },
  { name: 'a fault of ours, page', error: SECRET, path: '/unused', status: 500, logs: 1 },
];

for (const { name, error, path, status, logs } of CASES) {
  test(name, async () => {
    const { app, logged } = appOver(error);
    const response = await app.request(path, { headers: HTML });
    assert.equal(response.status, status);
    const text = await response.text();
    if (path.startsWith('/api/')) {
      const { error: told } = JSON.parse(text);
      assert.deepEqual(Object.keys(told), ['code', 'message']);
    } else assert.match(text, /^<!doctype html>/i);
    assert.ok(error !== SECRET || !text.includes(SECRET.message), 'what failed inside is for the log');
    assert.equal(logged.length, logs);
    for (const line of logged) {
      assert.equal(JSON.parse(line).error, error.message);
      assert.doesNotMatch(line, /failure\.test/, 'no stack');
    }
  });
}

test('a program that asks for no page gets a line', async () => {
  const { app } = appOver(missing);
  assert.equal(await (await app.request('/unused')).text(), 'no environment is called "x"\n');
});
