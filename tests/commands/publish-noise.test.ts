/** `popcon publish --epsilon`: names from the inventory alone, noise drawn once, a budget that cannot be overdrawn. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { addCounts } from '../release/counts-ledger.ts';
import { readRelease, runPublish } from './publish-run.ts';

let folder = '';
let ledger = '';
let site = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'popcon-noise-'));
  ledger = join(folder, 'popcon.db');
  site = join(folder, 'site');
  await addCounts(
    ledger,
    ['2026-07-10', '2026-08-10', '2026-09-10', '2026-10-10'].flatMap((day) => [
      { day, namespace: 'hub-a', processes: 1_000, packages: { numpy: 800, pandas: 500, unlisted: 900 } },
      { day, namespace: 'hub-b', processes: 300, packages: { numpy: 200 } },
    ]),
  );
  const db = openLedger(ledger);
  recordInventory(db, {
    format: 'popcon-inventory/2',
    environment: 'image',
    day: '2026-07-01',
    source: 'requirements',
    activation: 'unknown',
    baseline: [],
    unknown: [],
    distributions: ['numpy', 'pandas', 'scipy'].map((name) => ({ name })),
  });
  db.close();
});

afterEach(() => rmSync(folder, { recursive: true }));

const publish = (...args: readonly string[]) => runPublish('2026-11-24', '--from', ledger, ...args);
const code = async (...args: readonly string[]) => (await publish(...args)).failure?.code;

test('names that are in no inventory are in no figure, however often they are imported', async () => {
  await publish(site, '--epsilon', '1');
  const { periods } = readRelease(site);
  assert.deepEqual(
    periods.map(({ packages }) => packages.map((row) => row.package)),
    Array.from({ length: 4 }, () => ['numpy', 'pandas']),
  );
  for (const { noise, processes } of periods) {
    assert.deepEqual(noise, { distribution: 'discrete Laplace', epsilon: '1', margin95: 3 });
    assert.ok(Math.abs((processes?.processes ?? 0) - 1_300) < 60);
  }
});

test('asked again it answers the same and spends nothing', async () => {
  await publish(site, '--epsilon', '1/2');
  const first = readRelease(site);
  for (let again = 0; again < 3; again += 1) await publish(site, '--epsilon', '1/2');
  assert.deepEqual(readRelease(site), first);
  assert.deepEqual(first.budget, { total: '1', spent: '1/2' });
});

test('a review draws nothing and spends nothing', async () => {
  const { stdout } = await publish('--review', '--epsilon', '1/2');
  assert.match(stdout, /noise of ε 1\/2, within ±6 with 95%/);
  await publish(site, '--epsilon', '1/2');
  assert.deepEqual(readRelease(site).budget, { total: '1', spent: '1/2' });
});

test('releases of the same days add up to the budget and are refused beyond it', async () => {
  assert.equal(await code(site, '--epsilon', '2/5'), undefined);
  assert.equal(await code(join(folder, 'quarter'), '--epsilon', '3/5', '--by', 'quarter'), undefined);
  assert.deepEqual(readRelease(join(folder, 'quarter')).budget, { total: '1', spent: '1' });
  assert.equal(
    await code(join(folder, 'year'), '--epsilon', '1/1000', '--by', 'quarter', '--since', '2026-07-01'),
    undefined,
    'as published',
  );
  const total = await runPublish(
    '2027-01-05',
    '--from',
    ledger,
    join(folder, 'year'),
    '--epsilon',
    '1/1000',
    '--by',
    'year',
  );
  assert.equal(total.failure?.code, 'budget-spent');
  assert.match(
    total.failure?.message ?? '',
    /ε 1\/1000 on top of the 1 already spent is above the budget of 1/,
  );
});

test('other days have a budget of their own', async () => {
  assert.equal(await code(site, '--epsilon', '1'), undefined);
  await addCounts(ledger, [
    { day: '2026-11-10', namespace: 'hub-a', processes: 900, packages: { numpy: 700 } },
  ]);
  const later = await runPublish('2026-12-02', '--from', ledger, site, '--epsilon', '1');
  assert.equal(later.failure, undefined);
  assert.deepEqual(readRelease(site).budget, { total: '1', spent: '1' });
});

test('the budget promised first holds', async () => {
  assert.equal(await code(site, '--epsilon', '1/2', '--budget', '1/2'), undefined);
  assert.equal(await code(site, '--epsilon', '1/2', '--budget', '2'), 'budget-raised');
  assert.equal(await code(join(folder, 'q'), '--epsilon', '1/2', '--by', 'quarter'), 'budget-spent');
});

test('days published without noise are never published with it, and the other way round', async () => {
  assert.equal(await code(site), undefined);
  assert.equal(await code(join(folder, 'q'), '--epsilon', '1/2', '--by', 'quarter'), 'nothing-to-publish');
  const other = join(folder, 'other.db');
  await publish(join(folder, 'first'), '--epsilon', '1/2', '--ledger', other);
  assert.equal(
    await code(join(folder, 'second'), '--by', 'quarter', '--ledger', other),
    'nothing-to-publish',
  );
});

test('what noise cost is not given back', async () => {
  await publish(site, '--epsilon', '1/2');
  assert.equal(await code('--withdraw', '2026-09'), 'budget-stays-spent');
});
