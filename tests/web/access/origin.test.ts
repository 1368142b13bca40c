/** Which names a loopback collector answers to, and what another site may make a browser ask of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { originGuard } from '../../../src/web/access/origin.ts';

const LOOPBACK = '127.0.0.1:9102';

const CASES: readonly (readonly [
  what: string,
  listensAt: string,
  method: string,
  headers: Record<string, string>,
  status: number,
])[] = [
  ['its address', LOOPBACK, 'GET', { Host: '127.0.0.1:9102' }, 200],
  ['localhost', LOOPBACK, 'GET', { Host: 'LocalHost:9102' }, 200],
  ['a name below localhost', LOOPBACK, 'GET', { Host: 'popcon.localhost' }, 200],
  ['loopback of IPv6', '[::1]:9102', 'GET', { Host: '[::1]:9102' }, 200],
  ['loopback of IPv4 within IPv6', LOOPBACK, 'GET', { Host: '[::ffff:127.0.0.1]' }, 200],
  ['another address within IPv6', LOOPBACK, 'GET', { Host: '[::ffff:192.0.2.1]' }, 403],
  ['a forwarded port', LOOPBACK, 'GET', { Host: 'localhost:8080' }, 200],
  ['an address as one number', LOOPBACK, 'GET', { Host: '2130706433' }, 200],
  ['a name that was led here', LOOPBACK, 'GET', { Host: 'evil.example:9102' }, 403],
  ['a name that only begins like it', LOOPBACK, 'GET', { Host: 'localhost.evil.example' }, 403],
  ['another address', LOOPBACK, 'GET', { Host: '192.0.2.1' }, 403],
  ['a name that is allowed', LOOPBACK, 'GET', { Host: 'Popcon.Example:443' }, 200],
  ['any name where all addresses are listened on', '[::]:9102', 'GET', { Host: 'evil.example' }, 200],
  ['a read for another site', LOOPBACK, 'GET', { Host: 'localhost', Origin: 'http://evil.example' }, 200],
  ['a write without a browser', LOOPBACK, 'POST', { Host: 'localhost:9102' }, 200],
  ['a write of its own page', '[::]:1', 'POST', { Host: 'a.example:1', Origin: 'http://a.example:1' }, 200],
  ['a write of another site', '[::]:1', 'POST', { Host: 'a.example', Origin: 'http://evil.example' }, 403],
  ['a write of nowhere', '[::]:1', 'PUT', { Host: 'a.example', Origin: 'null' }, 403],
  ['a write of another port', '[::]:1', 'POST', { Host: 'a.example', 'Sec-Fetch-Site': 'same-site' }, 403],
  ['a write across sites', '[::]:1', 'DELETE', { Host: 'a.example', 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['a write that a person types', '[::]:1', 'POST', { Host: 'a.example', 'Sec-Fetch-Site': 'none' }, 200],
];

for (const [what, listensAt, method, headers, status] of CASES) {
  test(`${what}: ${status}`, async () => {
    const guard = originGuard({ listensAt: () => listensAt, allowedHosts: ['popcon.example'] });
    const app = new Hono().use(guard).all('/', (c) => c.text('in'));
    const { Host, ...others } = headers;
    assert.equal((await app.request(`http://${Host}/`, { method, headers: others })).status, status);
  });
}
