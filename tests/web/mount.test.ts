/** What a path prefix does to an application: all of it under the prefix, none of it beside. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { mountApp } from '../../src/web/mount.ts';

const app = new Hono().get('/', (c) => c.text('overview')).get('/metrics', (c) => c.text('metrics'));

const onError = () => new Response('failed', { status: 500 });

const CASES = [
  ['/', '/', 200],
  ['/', '/metrics', 200],
  ['/services/popcon/', '/services/popcon/', 200],
  ['/services/popcon/', '/services/popcon/metrics', 200],
  ['/services/popcon/', '/services/popcon', 308],
  ['/services/popcon/', '/metrics', 404],
  ['/services/popcon/', '/services/popcon/services/popcon/metrics', 404],
] as const;

for (const [prefix, path, status] of CASES) {
  test(`under ${prefix}, ${path} is ${status}`, async () => {
    assert.equal((await mountApp(app, prefix, onError).request(path)).status, status);
  });
}
