import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Inventory } from '../../src/environment/inventory.ts';
import { Failure } from '../../src/failure.ts';
import { installedDistributions, installedSince, knownNames } from '../../src/ledger/installed.ts';
import {
  inventoriedEnvironments,
  inventoryAt,
  inventoryDays,
  latestInventory,
  MAX_ENVIRONMENTS,
  recordInventory,
} from '../../src/ledger/inventories.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { type Day, formatDay } from '../../src/series/day.ts';

function emptyLedger(): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  return db;
}

function inventory(day: Day, names: readonly string[], environment = 'hub'): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment,
    day: formatDay(day),
    source: 'python',
    activation: 'ipython',
    baseline: [],
    unknown: [],
    distributions: names.map((name) => ({ name })),
  };
}

const namesOf = (one: Inventory | undefined) => one?.distributions.map(({ name }) => name);
const clocks = (db: DatabaseSync, environment = 'hub') => Object.fromEntries(installedSince(db, environment));

/** `10 a b; 12 a` records a and b on day 10, then a on day 12. */
function ledgerOf(steps: string): DatabaseSync {
  const db = emptyLedger();
  for (const step of steps.split(';')) {
    const [day, ...names] = step.trim().split(' ');
    recordInventory(db, inventory(Number(day), names));
  }
  return db;
}

const cases: readonly {
  readonly name: string;
  readonly steps: string;
  readonly clocks: Readonly<Record<string, Day>>;
  readonly days: readonly Day[];
  readonly latest: readonly [Day, string];
}[] = [
  {
    name: 'a clock starts on the day a distribution is first seen',
    steps: '10 a; 12 a b',
    clocks: { a: 10, b: 12 },
    days: [10, 12],
    latest: [12, 'a b'],
  },
  {
    name: 'one that vanishes and returns starts anew',
    steps: '10 a b; 12 a; 14 a b',
    clocks: { a: 10, b: 14 },
    days: [10, 12, 14],
    latest: [14, 'a b'],
  },
  {
    name: 'the same again is not kept again, but is known to be true that day',
    steps: '10 a; 11 a; 20 a',
    clocks: { a: 10 },
    days: [10],
    latest: [20, 'a'],
  },
  {
    name: 'the same day replaces that day',
    steps: '10 a; 12 a b; 12 a c',
    clocks: { a: 10, c: 12 },
    days: [10, 12],
    latest: [12, 'a c'],
  },
  {
    name: 'what an earlier inventory of the day left out by mistake keeps its clock',
    steps: '10 a b; 12 a; 12 a b',
    clocks: { a: 10, b: 10 },
    days: [10],
    latest: [12, 'a b'],
  },
  {
    name: 'what an earlier inventory of the day had by mistake has no clock',
    steps: '10 a; 12 a b; 12 a; 14 a b',
    clocks: { a: 10, b: 14 },
    days: [10, 14],
    latest: [14, 'a b'],
  },
  {
    name: 'an inventory of an earlier day sets the clocks back',
    steps: '10 a; 8 a b',
    clocks: { a: 8 },
    days: [8, 10],
    latest: [10, 'a'],
  },
  {
    name: 'an earlier day does not hide what was true later',
    steps: '10 a; 20 a; 15 a b',
    clocks: { a: 10 },
    days: [10, 15, 20],
    latest: [20, 'a'],
  },
];

describe('recordInventory', () => {
  for (const { name, steps, clocks: expected, days, latest } of cases) {
    test(name, () => {
      const db = ledgerOf(steps);
      assert.deepEqual(clocks(db), expected);
      assert.deepEqual(inventoryDays(db, 'hub'), days);
      const newest = latestInventory(db, 'hub');
      assert.deepEqual([newest?.day, namesOf(newest)?.join(' ')], [formatDay(latest[0]), latest[1]]);
    });
  }

  test('environments have their own clocks', () => {
    const db = ledgerOf('10 a');
    recordInventory(db, inventory(12, ['a', 'z'], 'lab'));
    assert.deepEqual(clocks(db), { a: 10 });
    assert.deepEqual(clocks(db, 'lab'), { a: 12, z: 12 });
    assert.deepEqual(inventoriedEnvironments(db), ['hub', 'lab']);
  });

  test('the number of environments is bounded, and one that is there can always be renewed', () => {
    const db = emptyLedger();
    for (let i = 0; i < MAX_ENVIRONMENTS; i++) recordInventory(db, inventory(10, ['a'], `e${i}`));
    assert.throws(
      () => recordInventory(db, inventory(10, ['a'], 'one-more')),
      (error) => error instanceof Failure && error.code === 'too-many-environments',
    );
    recordInventory(db, inventory(11, ['b'], 'e7'));
  });
});

test('inventoryAt tells what was installed on a day', () => {
  const db = ledgerOf('10 a; 12 a b; 20 a b; 30 b');
  const at = (day: Day) => namesOf(inventoryAt(db, 'hub', day))?.join(' ');
  assert.deepEqual([at(9), at(10), at(11), at(12), at(29), at(99)], [undefined, 'a', 'a', 'a b', 'a b', 'b']);
});

test('installed are the names of the newest inventories, known those of any', () => {
  const db = ledgerOf('10 a b; 12 a');
  recordInventory(db, inventory(5, ['z'], 'old'));
  assert.deepEqual([...installedDistributions(db)].sort(), ['a', 'z']);
  assert.deepEqual([...knownNames(db)].sort(), ['a', 'b', 'z']);
});

test('known is also what is imported of the newest inventories, for reporters that send the names of modules', () => {
  const db = emptyLedger();
  recordInventory(db, inventory(10, ['scikit-learn', 'zope-event']));
  const newest = inventory(11, ['scikit-learn', 'zope-event']);
  recordInventory(db, {
    ...newest,
    distributions: newest.distributions.map((one) => ({
      ...one,
      importNames: one.name === 'scikit-learn' ? ['sklearn'] : ['zope.event'],
    })),
  });
  recordInventory(db, inventory(12, ['b'], 'lab'));
  assert.deepEqual([...knownNames(db)].sort(), ['b', 'scikit-learn', 'sklearn', 'zope', 'zope-event']);
});

test('an environment without an inventory has none, and no clocks', () => {
  const db = emptyLedger();
  assert.equal(latestInventory(db, 'hub'), undefined);
  assert.deepEqual(clocks(db), {});
  assert.deepEqual(inventoryDays(db, 'hub'), []);
});

const step = fc.record({ day: fc.integer({ min: 0, max: 12 }), names: fc.subarray(['a', 'b', 'c']) });

test('in whatever order and however often they come, clocks and days are those of the last word on each day', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const db = emptyLedger();
      const said = new Map<Day, readonly string[]>();
      for (const { day, names } of steps) {
        recordInventory(db, inventory(day, names));
        said.set(day, names);
      }
      const days = [...said.keys()].sort((a, b) => a - b);
      const newest = days.at(-1);
      const expected: Record<string, Day> = {};
      for (const name of newest === undefined ? [] : (said.get(newest) ?? [])) {
        const broken = days.findLast((day) => !said.get(day)?.includes(name)) ?? -1;
        expected[name] = days.find((day) => day > broken) ?? -1;
      }
      assert.deepEqual(clocks(db), expected);
      for (const day of days) assert.deepEqual(namesOf(inventoryAt(db, 'hub', day)), said.get(day));
      assert.equal(latestInventory(db, 'hub')?.day, newest === undefined ? undefined : formatDay(newest));
      assert.deepEqual(installedDistributions(db), new Set(Object.keys(expected)));
    }),
    { numRuns: 500 },
  );
});

test('an inventory of the format before is brought to this one', () => {
  const db = new DatabaseSync(':memory:');
  const schema = new URL('../../src/ledger/schema/0001-ledger.sql', import.meta.url);
  db.exec(`${readFileSync(schema, 'utf8')}; PRAGMA user_version = 1`);
  const kept = inventory(10, ['a', 'b']);
  const insert = db.prepare('INSERT INTO inventories VALUES (?, ?, ?)');
  insert.run('hub', 10, JSON.stringify({ ...kept, format: 'popcon-inventory/1' }));
  insert.run('hub', 11, '');
  migrate(db);
  assert.deepEqual(inventoryAt(db, 'hub', 11), { ...kept, day: formatDay(11) });
  recordInventory(db, { ...kept, day: formatDay(12) });
  assert.deepEqual(inventoryDays(db, 'hub'), [10]);
});

test('an inventory that is damaged is refused by name, and costs no other its names', () => {
  const db = ledgerOf('10 a; 12 b');
  recordInventory(db, inventory(12, ['z'], 'other'));
  db.exec("UPDATE inventories SET document = substr(document, 1, 40) WHERE environment = 'hub' AND day = 12");
  assert.throws(() => latestInventory(db, 'hub'), {
    code: 'ledger-corrupt',
    message: /^the inventory of hub of 1970-01-13 or before is damaged/,
  });
  assert.deepEqual(namesOf(inventoryAt(db, 'hub', 11)), ['a']);
  assert.deepEqual(namesOf(latestInventory(db, 'other')), ['z']);
  assert.deepEqual([...knownNames(db)].sort(), ['a', 'b', 'z']);
  recordInventory(db, inventory(13, ['c']));
  assert.deepEqual(namesOf(latestInventory(db, 'hub')), ['c']);
});
