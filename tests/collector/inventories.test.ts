/** Inventories that are pushed to a running collector, and who may push them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { hash } from 'bcryptjs';
import type { Inventory } from '../../src/environment/inventory.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { soon, startTestCollector, type TestCollector } from './start.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-pushed-'));
after(() => rmSync(folder, { recursive: true }));
const pushTokenFile = join(folder, 'push-token');
writeFileSync(pushTokenFile, 'a-push-token\n');

function inventoryOf(day: string, names: readonly string[]): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment: 'hub',
    day,
    source: 'python',
    activation: 'ipython',
    baseline: [],
    unknown: [],
    distributions: names.map((name) => ({ name })),
  };
}

function push({ get }: TestCollector, day: string, names: readonly string[], token = 'a-push-token') {
  return get('/api/v1/environments/hub', {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify(inventoryOf(day, names)),
  });
}

/** What is shown of packages, to a person or, with the header that it sends, to Prometheus. */
async function shown({ get }: TestCollector, headers = {}): Promise<string[]> {
  const text = await (await get('/metrics', { headers })).text();
  return text.match(/^python_popcon_imported_package\{.*/gm) ?? [];
}

test('what a pushed inventory has is shown at 0 at once, and what the next one has instead', async (t) => {
  const collector = await startTestCollector(t, { pushTokenFile });
  for (const [day, name] of [
    ['2026-01-01', 'six'],
    ['2026-01-02', 'attrs'],
  ] as const) {
    const answer = await push(collector, day, [name]);
    assert.deepEqual(await answer.json(), { environment: 'hub', day, distributions: 1 });
    const lines = [`python_popcon_imported_package{package="${name}"} 0`];
    assert.deepEqual(await shown(collector), lines);
    assert.deepEqual(await shown(collector, { 'X-Prometheus-Scrape-Timeout-Seconds': '10' }), lines);
  }
  using ledger = openLedger(collector.options.ledgerPath);
  recordInventory(ledger, inventoryOf('2026-01-03', ['toolz']));
  const byAnother = ['python_popcon_imported_package{package="toolz"} 0'];
  assert.deepEqual(
    await soon(
      () => shown(collector),
      (lines) => isDeepStrictEqual(lines, byAnother),
    ),
    byAnother,
  );
});

test('the push token writes inventories without a password, and nothing else', async (t) => {
  const webConfigFile = join(folder, 'web.yml');
  writeFileSync(webConfigFile, `basic_auth_users:\n  ann: ${await hash('secret', 4)}\n`);
  const collector = await startTestCollector(t, { pushTokenFile, webConfigFile, enableLifecycle: true });
  assert.equal((await push(collector, '2026-01-01', ['six'])).status, 200);
  assert.equal((await push(collector, '2026-01-01', ['six'], 'another-token')).status, 401);
  const headers = { Authorization: 'Bearer a-push-token' };
  for (const [method, path] of [
    ['POST', '/-/reload'],
    ['GET', '/api/v1/environments/hub'],
    ['GET', '/metrics'],
  ] as const) {
    assert.equal((await collector.get(path, { method, headers })).status, 401, path);
  }
});

for (const text of ['', 'seven77', 'two words-of-it', 'words-of-it two', undefined]) {
  test(`a collector does not start with a push token of ${JSON.stringify(text)}`, async (t) => {
    const file = join(folder, 'no-token');
    rmSync(file, { force: true });
    if (text !== undefined) writeFileSync(file, text);
    await assert.rejects(startTestCollector(t, { pushTokenFile: file }), {
      code: text === undefined ? 'file-unreadable' : 'token-invalid',
      message: /no-token/,
    });
  });
}
