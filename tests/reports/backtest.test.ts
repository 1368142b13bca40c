/** What came of past answers, in a real ledger. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtestReport } from '../../src/reports/backtest.ts';
import { day, everyDay, inventoryOf, library, record } from './recorded.ts';

test('an import that failed brings a package back as one that did not fail does', async () => {
  using source = await record({
    days: [
      ...everyDay('2026-01-01', '2026-05-29', { processes: 10, packages: { numpy: 4 } }),
      { day: day('2026-04-01'), failed: { torch: 1 } },
      { day: day('2026-05-01'), failed: { torch: 1 }, packages: { torch: 1 } },
    ],
    inventories: [inventoryOf([library('numpy'), library('torch')])],
  });
  const installed = await source.environment('image');
  assert.ok(installed !== undefined);
  const { record: rows } = await backtestReport(source, installed, {
    window: { from: day('2026-03-01'), to: day('2026-05-29') },
    minDays: 30,
    minProcesses: 100,
    includeCommands: false,
    keep: [],
    quiet: [],
    retired: [],
    expected: [],
  });
  // Asked on 28 February, 32 days before the first failure, and on 30 March, 2 days before it.
  assert.deepEqual(
    rows.map(({ age, within }) => [age.from, within[30], within[90]]),
    [
      [0, { cases: 1, cameBack: 0 }, { cases: 1, cameBack: 1 }],
      [60, { cases: 1, cameBack: 1 }, { cases: 0, cameBack: 0 }],
    ],
  );
});
