import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { readInventory } from '../../../src/environment/read-inventory.ts';
import { Failure } from '../../../src/failure.ts';
import { latestInventory, recordInventory } from '../../../src/ledger/inventories.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { checkedDay } from '../../../src/series/day.ts';
import { apiRoutes } from '../../../src/web/api/api.ts';
import {
  inventoryOperations,
  MAX_INVENTORY_BYTES,
  type RecordedInventory,
} from '../../../src/web/api/environments.ts';
import { apiError } from '../../../src/web/api/operation.ts';
import { writeAccess } from '../../../src/web/api/write-access.ts';

const inventory = {
  format: 'popcon-inventory/2',
  environment: 'hub',
  day: '2026-11-24',
  source: 'python',
  activation: 'ipython',
  baseline: ['ipython'],
  unknown: [],
  distributions: [{ name: 'numpy', version: '1.0', bytes: 3 }],
};

const TOKEN = 's3cret';

interface Setting {
  readonly token?: string | undefined;
  readonly remote?: string;
  readonly record?: () => Promise<RecordedInventory>;
}

/** The app, and a request to it as the server would hand it over. */
function setUp({ remote = '127.0.0.1', record, ...setting }: Setting = {}) {
  const token = 'token' in setting ? setting.token : TOKEN;
  const db = new DatabaseSync(':memory:');
  migrate(db);
  const app = apiRoutes(
    inventoryOperations({
      record:
        record ??
        (async (bytes, name) => {
          const read = readInventory(bytes, { name, today: checkedDay('2026-11-24') });
          recordInventory(db, read);
          return { environment: name, day: read.day, distributions: read.distributions.length };
        }),
      access: writeAccess(token),
    }),
    { version: '1.2.3' },
  );
  const put = (body: unknown, headers: Record<string, string> = {}, path = '/api/v1/environments/hub') =>
    app.request(
      path,
      {
        method: 'PUT',
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        headers: {
          Host: 'localhost:9102',
          'Content-Type': 'application/json',
          ...bearer(TOKEN),
          ...headers,
        },
      },
      { incoming: { socket: { remoteAddress: remote } } },
    );
  return { db, put };
}

test('records it, without what the schema does not name', async () => {
  const { db, put } = setUp();
  const response = await put({
    ...inventory,
    prefix: '/home/ada',
    distributions: [{ name: 'a', path: '/x' }],
  });
  assert.deepEqual(await response.json(), { environment: 'hub', day: '2026-11-24', distributions: 1 });
  assert.deepEqual(latestInventory(db, 'hub'), { ...inventory, distributions: [{ name: 'a' }] });
});

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const none = { Authorization: '' };
const access: readonly (readonly [string, Setting, Record<string, string>, number, string?])[] = [
  ['the token', {}, {}, 200],
  ['the token from afar', { remote: '192.0.2.1' }, {}, 200],
  ['no token', {}, none, 401, 'no-token'],
  ['another token', {}, bearer('s3cre'), 401, 'wrong-token'],
  ['a password for a token', {}, { Authorization: 'Basic s3cret' }, 401, 'no-token'],
  ['this machine where no token is set', { token: undefined }, none, 403, 'no-push-token'],
  ['this machine over IPv6, likewise', { token: undefined, remote: '::1' }, none, 403, 'no-push-token'],
  ['a token where none is set', { token: undefined }, {}, 403, 'no-push-token'],
  ['a proxy that tells nothing, where none is set', { token: undefined }, { Via: '' }, 403, 'no-push-token'],
];

describe('who may record:', () => {
  for (const [name, setting, headers, status, code] of access) {
    test(`${name}: ${status}`, async () => {
      const { db, put } = setUp(setting);
      const response = await put(inventory, headers);
      assert.equal(response.status, status);
      assert.equal(latestInventory(db, 'hub') !== undefined, status === 200);
      if (code !== undefined) assert.equal(apiError.parse(await response.json()).error.code, code);
    });
  }

  test('who may not is told so before the body is read', async () => {
    const { put } = setUp();
    assert.equal((await put(' '.repeat(MAX_INVENTORY_BYTES + 1), none)).status, 401);
  });
});

const refusals: readonly (readonly [string, unknown, number, RegExp, string?])[] = [
  ['what is no JSON', '{', 400, /not JSON/],
  ['what is nested too deep', '['.repeat(100_000), 400, /nested deeper than 16/],
  ['half a million empty lists', `[${'[],'.repeat(500_000)}[]]`, 400, /more than 500000 values/],
  ['what is no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, /not JSON/],
  ['another format', { ...inventory, format: 'popcon-inventory/1' }, 400, /^format: /],
  [
    'a name that is not normalised',
    { ...inventory, distributions: [{ name: 'A_b' }] },
    400,
    /^distributions\.0\.name: is not a PEP 503/,
  ],
  [
    'a name twice',
    { ...inventory, distributions: [{ name: 'a' }, { name: 'a' }] },
    400,
    /names a distribution twice/,
  ],
  [
    'a word for the shell',
    { ...inventory, distributions: [{ name: 'a', installedAs: 'x;y' }] },
    400,
    /installedAs: is not a package name/,
  ],
  ['a day that is none', { ...inventory, day: '2026-02-30' }, 400, /^day: /],
  ['a day to come', { ...inventory, day: '2026-11-25' }, 400, /is yet to come/],
  [
    'another environment than the path names',
    { ...inventory, environment: 'lab' },
    400,
    /the path names hub, the inventory lab/,
  ],
  ['a path that is no name', inventory, 400, /^name: is not a name/, '/api/v1/environments/a%20b'],
  ['a body that is too long', ' '.repeat(MAX_INVENTORY_BYTES + 1), 413, /longer than/],
];

describe('refused whole:', () => {
  for (const [name, body, status, message, path] of refusals) {
    test(name, async () => {
      const { db, put } = setUp();
      const response = await put(body, {}, path);
      assert.equal(response.status, status);
      const text = await response.text();
      assert.match(JSON.parse(text).error.message, message);
      assert.ok(!text.includes('\n'));
      assert.equal(latestInventory(db, 'hub'), undefined);
    });
  }

  for (const [code, status] of [
    ['ledger-disk-full', 503],
    ['too-many-environments', 409],
  ] as const) {
    test(`where the ledger does not take it (${code}), with its reason`, async () => {
      const { put } = setUp({ record: async () => Promise.reject(new Failure(code, 'the reason')) });
      const response = await put(inventory);
      assert.equal(response.status, status);
      assert.equal(apiError.parse(await response.json()).error.message, 'the reason');
    });
  }
});

test('two are recorded at once: a third is refused, and one comes in once they are done', async () => {
  const done = { environment: 'hub', day: '2026-11-24', distributions: 1 };
  const waiting: PromiseWithResolvers<RecordedInventory>[] = [];
  const { put } = setUp({
    record: () => {
      if (waiting.length === 2) return Promise.resolve(done);
      const recorded = Promise.withResolvers<RecordedInventory>();
      waiting.push(recorded);
      return recorded.promise;
    },
  });
  const two = [put(inventory), put(inventory)];
  const third = await put(inventory);
  assert.equal(third.status, 503);
  assert.equal(apiError.parse(await third.json()).error.code, 'inventories-busy');
  while (waiting.length < 2) await new Promise(setImmediate);
  for (const { resolve } of waiting) resolve(done);
  for (const answered of await Promise.all(two)) assert.equal(answered.status, 200);
  assert.equal((await put(inventory)).status, 200);
});
