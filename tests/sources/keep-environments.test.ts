/** What is installed is read anew when something was recorded of it, and only then. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Inventory } from '../../src/environment/inventory.ts';
import { inventoryStamp, recordInventory } from '../../src/ledger/inventories.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { keepEnvironments } from '../../src/sources/keep-environments.ts';
import { ledgerSource } from '../../src/sources/ledger.ts';

const inventory = (day: string, version: string, name = 'numpy'): Inventory => ({
  format: 'popcon-inventory/2',
  environment: 'hub',
  day,
  source: 'python',
  activation: 'ipython',
  baseline: [],
  unknown: [],
  distributions: [{ name, version }],
});

test('each recording is seen at once, and nothing is read twice', async () => {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  const source = keepEnvironments(ledgerSource(db, 'test'), (name) => inventoryStamp(db, name));
  assert.equal(await source.environment('hub'), undefined);
  const recordings: readonly (readonly [what: string, recorded: Inventory])[] = [
    ['the first', inventory('2026-05-01', '1.0')],
    ['another version, as long, on the same day', inventory('2026-05-01', '1.1')],
    ['the same on a later day', inventory('2026-05-09', '1.1')],
    ['one of an earlier day, by which it was there before', inventory('2026-04-20', '0.9')],
    ['in the place of that, another package with a name as long', inventory('2026-04-20', '0.9', 'scipy')],
  ];
  for (const [what, recorded] of recordings) {
    const before = await source.environment('hub');
    recordInventory(db, recorded);
    const after = await source.environment('hub');
    assert.notEqual(after, before, what);
    assert.deepEqual(after, await ledgerSource(db, 'test').environment('hub'), what);
    assert.equal(await source.environment('hub'), after, what);
  }
});
