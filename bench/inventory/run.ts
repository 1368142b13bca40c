/**
 * `npx node bench/inventory/run.ts [python]`: how long an inventory takes to be taken, read, and made a graph of,
 * for a tenth and ten times of a large environment. Median of five runs each; the numbers are in
 * docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { findCycles } from '../../src/environment/cycles.ts';
import { buildGraph } from '../../src/environment/graph.ts';
import type { Inventory } from '../../src/environment/inventory.ts';
import { parseInventory } from '../../src/environment/read-inventory.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { migrate } from '../../src/ledger/migrate.ts';

const RUNS = 5;
const HELPER = new URL('../../python/popularity_contest/inventory', import.meta.url).pathname;
const FILL = new URL('environment.py', import.meta.url).pathname;
const python = process.argv[2] ?? 'python3';

function medianMs(action: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    action();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

function print(cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(14)).join('')}\n`);
}

print([
  'distributions',
  'files',
  'JSON MB',
  'take ms',
  'read ms',
  'graph ms',
  'closure ms',
  'cycles ms',
  'record ms',
]);
for (const count of [100, 1_000, 10_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-bench-'));
  try {
    execFileSync(python, ['-m', 'venv', '--without-pip', folder]);
    const [site = ''] = globSync(join(folder, 'lib/python3*/site-packages'));
    const files = execFileSync(python, [FILL, site, String(count)], { encoding: 'utf8' }).trim();
    let json = '';
    const take = medianMs(() => {
      const options = { encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
      json = execFileSync(
        join(folder, 'bin/python'),
        ['-I', '-B', HELPER, '--environment', 'bench'],
        options,
      );
    });
    const inventory = parseInventory('bench', JSON.parse(json));
    const graph = buildGraph(inventory);
    const requested = inventory.distributions.filter((one) => one.requested).map(({ name }) => name);
    print([
      count,
      files,
      (json.length / 1e6).toFixed(1),
      ...[
        take,
        medianMs(() => parseInventory('bench', JSON.parse(json))),
        medianMs(() => buildGraph(inventory)),
        medianMs(() => graph.closure(requested)),
        medianMs(() => findCycles(graph)),
        medianMs(() => record(inventory)),
      ].map((ms) => ms.toFixed(ms < 10 ? 1 : 0)),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A first inventory, then one of the next day that differs: both ways into the ledger. */
function record(inventory: Inventory): void {
  using db = new DatabaseSync(':memory:');
  migrate(db);
  recordInventory(db, inventory);
  recordInventory(db, { ...inventory, day: '2100-01-01', baseline: ['made-up-0'] });
}
