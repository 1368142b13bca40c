/** What is told of two inventories. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareInventories } from '../../src/environment/difference.ts';
import type { Distribution, Inventory } from '../../src/environment/inventory.ts';

function inventory(...distributions: readonly Distribution[]): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment: 'hub',
    day: '2026-11-24',
    source: 'python',
    activation: 'ipython',
    baseline: [],
    unknown: [],
    distributions,
  };
}

const cases: readonly (readonly [name: string, before: Inventory, after: Inventory, expected: unknown])[] = [
  [
    'added, removed and updated, each by name',
    inventory(
      { name: 'b', version: '1', bytes: 10 },
      { name: 'a', version: '1', bytes: 5 },
      { name: 'gone' },
    ),
    inventory(
      { name: 'new' },
      { name: 'b', version: '2', bytes: 30 },
      { name: 'a', version: '1', bytes: 5 },
      { name: 'also-new' },
    ),
    { added: ['also-new', 'new'], removed: ['gone'], changed: ['b 1 2'], bytes: 20 },
  ],
  [
    'nothing changed',
    inventory({ name: 'a', version: '1', bytes: 5 }),
    inventory({ name: 'a', version: '1', bytes: 5 }),
    { added: [], removed: [], changed: [], bytes: 0 },
  ],
  [
    'a version that is not told any more is a change',
    inventory({ name: 'a', version: '1' }),
    inventory({ name: 'a' }),
    { added: [], removed: [], changed: ['a 1 undefined'], bytes: undefined },
  ],
  [
    'no difference of sizes where one side knows none',
    inventory({ name: 'a', bytes: 5 }),
    inventory({ name: 'a' }),
    { added: [], removed: [], changed: [], bytes: undefined },
  ],
  [
    'everything is new after nothing',
    inventory(),
    inventory({ name: 'a' }),
    { added: ['a'], removed: [], changed: [], bytes: undefined },
  ],
];

for (const [name, before, after, expected] of cases) {
  test(name, () => {
    const { added, removed, changed, bytes } = compareInventories(before, after);
    const names = (all: readonly Distribution[]) => all.map((one) => one.name);
    assert.deepEqual(
      {
        added: names(added),
        removed: names(removed),
        changed: changed.map((one) => `${one.after.name} ${one.before.version} ${one.after.version}`),
        bytes,
      },
      expected,
    );
  });
}
