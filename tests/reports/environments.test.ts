/** Which environments are used at all: those that processes name, and those that none names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOP_BY_FORMATS } from '../../src/render/environments.ts';
import { type EnvironmentsOptions, environmentsReport } from '../../src/reports/environments.ts';
import { day, everyDay, inventoryOf, library, type Recorded, record } from './recorded.ts';

const WINDOW = { from: day('2026-03-01'), to: day('2026-03-31') };

const MODULES: Recorded = {
  days: [
    { day: day('2025-11-02'), namespace: 'login', processes: 3, environments: { 'python/3.9': 3 } },
    ...everyDay('2026-02-20', '2026-03-31', {
      namespace: 'login',
      processes: 10,
      environments: { 'python/3.11': 4 },
    }),
    ...everyDay('2026-03-01', '2026-03-10', {
      namespace: 'batch',
      processes: 20,
      environments: { 'python/3.11': 8, 'python/3.12': 12 },
    }),
  ],
  inventories: ['python/3.10', 'python/3.11'].map((environment) =>
    inventoryOf([library('numpy')], { environment }),
  ),
};

async function used(options: Partial<EnvironmentsOptions> = {}) {
  using source = await record(MODULES);
  return await environmentsReport(source, { window: WINDOW, ...options });
}

test('each with its processes, days and namespaces; unused ones with their last day, or never', async () => {
  const { rows, unnamed, environments } = await used();
  assert.deepEqual(
    rows.map((row) => [
      row.environment,
      row.processes,
      row.days,
      row.namespaces,
      row.lastDay,
      row.inventoried,
    ]),
    [
      ['python/3.11', 204, 31, 2, '2026-03-31', true],
      ['python/3.12', 120, 10, 1, '2026-03-10', false],
      ['python/3.10', 0, 0, 0, undefined, true],
      ['python/3.9', 0, 0, 0, '2025-11-02', false],
    ],
  );
  assert.equal(environments, 4);
  // Of 510 processes, those that name none.
  assert.equal(unnamed, 186);
  assert.equal(rows[0]?.share, 204 / 510);
  assert.deepEqual(rows[0]?.before, { processes: 36, share: 0.4 });
});

test('of one namespace', async () => {
  const { rows, unnamed } = await used({ namespaces: ['batch'] });
  assert.deepEqual(
    rows.map(({ environment, processes }) => [environment, processes]),
    [
      ['python/3.12', 120],
      ['python/3.11', 80],
      ['python/3.10', 0],
    ],
  );
  assert.equal(unnamed, 0);
});

test('in another order, and with a limit', async () => {
  const { rows } = await used({ sort: 'fewest', limit: 2 });
  assert.deepEqual(
    rows.map(({ environment }) => environment),
    ['python/3.9', 'python/3.10'],
  );
});

test('where none is named it is said how one gets a name', async () => {
  using source = await record({ days: [{ day: day('2026-03-03'), processes: 4 }] });
  const report = await environmentsReport(source, { window: WINDOW });
  const text = TOP_BY_FORMATS.table(report, { width: 80, bold: String, dim: String, draw: String });
  assert.match(text, /No process names its environment, so how much each is used is not known:/);
});
