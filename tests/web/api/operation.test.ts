/** Operations and their description, by request and response. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { apiRoutes } from '../../../src/web/api/api.ts';
import type { OpenApi } from '../../../src/web/api/openapi.ts';
import { defineOperation } from '../../../src/web/api/operation.ts';

const MAX_BYTES = 64;
const operations = [
  defineOperation({
    method: 'get',
    path: '/api/v1/things/{name}',
    id: 'getThing',
    summary: 'One thing',
    pathSchema: z.object({ name: z.string().regex(/^[a-z]+$/, 'is not a lower-case name') }),
    querySchema: z
      .object({
        from: z.iso.date().meta({ description: 'First day.' }),
        to: z.iso.date().exactOptional(),
        limit: z.coerce.number().int().min(1).default(10),
      })
      .refine(({ from, to }) => to === undefined || from <= to, { message: 'is after `to`', path: ['from'] }),
    answers: {
      200: {
        description: 'The thing.',
        schema: z.object({ name: z.string() }).meta({ id: 'Thing' }),
        otherTypes: ['text/csv'],
      },
    },
    handle: ({ path, query }, c) => c.json({ name: path.name, ...query }),
  }),
  defineOperation({
    method: 'put',
    path: '/api/v1/things/{name}',
    id: 'putThing',
    summary: 'Keep a thing',
    pathSchema: z.object({ name: z.string() }),
    body: { schema: z.object({ size: z.number() }), maxBytes: MAX_BYTES },
    needsToken: true,
    answers: { 200: { description: 'Kept.', schema: z.object({}) } },
    handle: (_, c) => c.json({}),
  }),
];
const app = apiRoutes(operations, { version: '1.2.3' });

const refusals: readonly (readonly [
  name: string,
  request: readonly [path: string, init?: RequestInit],
  status: number,
  message: RegExp,
])[] = [
  ['a parameter that is unknown', ['/api/v1/things/a?from=2026-01-01&fro=1'], 400, /^not known here: "fro"$/],
  ['one given twice', ['/api/v1/things/a?from=2026-01-01&from=2026-01-02'], 400, /"from" is given twice/],
  ['one that is missing', ['/api/v1/things/a'], 400, /^from: /],
  ['one that is no number', ['/api/v1/things/a?from=2026-01-01&limit=x'], 400, /^limit: is not a number$/],
  ['one that is too small', ['/api/v1/things/a?from=2026-01-01&limit=0'], 400, /^limit: at least 1$/],
  ['one of no sense', ['/api/v1/things/a?from=2026-02-30'], 400, /^from: /],
  ['two that contradict', ['/api/v1/things/a?from=2026-02-02&to=2026-02-01'], 400, /is after `to`/],
  ['a path of no sense', ['/api/v1/things/A?from=2026-01-01'], 400, /^name: is not a lower-case name/],
  ['a method that the path has not', ['/api/v1/things/a', { method: 'DELETE' }], 405, /GET, HEAD, PUT/],
  ['a path that is not there', ['/api/v1/nothing'], 404, /there is no \/api\/v1\/nothing/],
  [
    'a body that is too long',
    ['/api/v1/things/a', { method: 'PUT', body: ' '.repeat(MAX_BYTES + 1) }],
    413,
    /longer than 64 bytes/,
  ],
  [
    'a body that is compressed',
    ['/api/v1/things/a', { method: 'PUT', body: '{}', headers: { 'Content-Encoding': 'gzip' } }],
    415,
    /without one$/,
  ],
];

describe('refused, with a code and a message', () => {
  for (const [name, request, status, message] of refusals) {
    test(name, async () => {
      const response = await app.request(...request);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('Content-Type'), 'application/json');
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      assert.match(error.code, /^[a-z-]+$/);
      assert.match(error.message, message);
    });
  }
});

test('what fits is parsed, with its defaults', async () => {
  const response = await app.request('/api/v1/things/abc?from=2026-01-01');
  assert.deepEqual(await response.json(), { name: 'abc', from: '2026-01-01', limit: 10 });
});

test('the description says what the schemas say', async () => {
  const response = await app.request('/api/v1/openapi.json');
  const api = (await response.json()) as OpenApi;
  const { get, put } = api.paths['/api/v1/things/{name}'] ?? {};
  assert.ok(get !== undefined && put !== undefined);
  assert.deepEqual(
    get.parameters.map((one) => [one.in, one.name, one.required]),
    [
      ['path', 'name', true],
      ['query', 'from', true],
      ['query', 'to', false],
      ['query', 'limit', false],
    ],
  );
  assert.equal(get.parameters[1]?.description, 'First day.');
  assert.deepEqual(Object.keys(get.responses), ['200', '400', '431']);
  assert.deepEqual(Object.keys(get.responses['200']?.content ?? {}), ['application/json', 'text/csv']);
  assert.deepEqual(Object.keys(put.responses), ['200', '400', '401', '413', '415', '431']);
  assert.deepEqual(put.security, [{ token: [] }]);
  assert.deepEqual(Object.keys(api.components.schemas).sort(), ['Error', 'Thing']);
  for (const [, name] of JSON.stringify(api).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    assert.ok(name !== undefined && name in api.components.schemas);
  }
});

test('the page for people names every operation and parameter, and leads back', async () => {
  assert.equal((await app.request('/api')).headers.get('Location'), 'api/');
  const page = await (await app.request('/api/')).text();
  for (const text of ['GET /api/v1/things/{name}', 'PUT /api/v1/things/{name}', 'limit', 'First day.']) {
    assert.ok(page.includes(text), text);
  }
  assert.ok(page.includes('href=".././"'));
  assert.ok(page.includes('href="v1/openapi.json"'));
});
