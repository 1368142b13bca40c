/** Whose processes are evidence, and what counts could not contain: one case each. The ledger is real. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Distribution, Inventory } from '../../src/environment/inventory.ts';
import { unusedReport } from '../../src/reports/assess.ts';
import type { UnusedOptions } from '../../src/reports/unused.ts';
import { day, everyDay, inventoryOf, library, type RecordedDay, record } from './recorded.ts';

const TERMS: UnusedOptions = {
  window: { from: day('2026-03-01'), to: day('2026-05-29') },
  minDays: 30,
  minProcesses: 100,
  includeCommands: false,
  keep: [],
  quiet: [],
  retired: [],
  expected: [],
};

const from = (recorded: Omit<RecordedDay, 'day'>) => everyDay('2026-01-01', '2026-05-29', recorded);
const INSTALLED = [library('numpy'), library('cupy')];
const BASE = inventoryOf([library('numpy'), library('pandas')], { environment: 'base' });

interface Case {
  readonly days: readonly RecordedDay[];
  readonly installed?: readonly Distribution[];
  readonly inventory?: Partial<Inventory>;
  /** Further environments with an inventory. */
  readonly others?: readonly Inventory[];
  readonly terms?: Partial<UnusedOptions>;
}

async function ask({ days, installed = INSTALLED, inventory, others = [], terms }: Case) {
  using source = await record({ days, inventories: [inventoryOf(installed, inventory), ...others] });
  const environment = await source.environment('image');
  assert.ok(environment !== undefined);
  const report = await unusedReport(source, environment, { ...TERMS, ...terms });
  const verdict = (name: string) => report.distributions.find((one) => one.name === name)?.verdict.verdict;
  return { report, verdict, missing: report.missing.map(({ missing }) => missing) };
}

describe('whose processes', () => {
  test('what imports packages that the environment never had is no evidence about it', async () => {
    const days = [
      ...from({ namespace: 'base', processes: 100, packages: { numpy: 50, pandas: 100 } }),
      { day: day('2026-05-20'), namespace: 'gpu', processes: 3, packages: { numpy: 3 } },
    ];
    const { report, missing } = await ask({ days });
    assert.equal(report.evidence.elsewhere, 9_000);
    assert.deepEqual(missing.slice(0, 2), ['days', 'processes']);
  });

  test('what was installed once and is gone does not make its processes foreign', async () => {
    const days = from({ processes: 100, packages: { numpy: 50, pandas: 100 } });
    using source = await record({
      days,
      inventories: [
        inventoryOf([...INSTALLED, library('pandas')]),
        inventoryOf(INSTALLED, { day: '2026-05-20' }),
      ],
    });
    const environment = await source.environment('image');
    assert.ok(environment !== undefined);
    const report = await unusedReport(source, environment, TERMS);
    assert.equal(report.evidence.elsewhere, undefined);
    assert.deepEqual(report.missing, []);
  });

  test('the silence of a namespace whose processes name another environment is not its own', async () => {
    const days = [
      ...from({ namespace: 'hub', processes: 100, environments: { image: 100 }, packages: { numpy: 50 } }),
      ...everyDay('2026-02-01', '2026-02-26', { namespace: 'gpu', processes: 9, environments: { gpu: 9 } }),
    ];
    assert.deepEqual((await ask({ days })).missing, []);
    const own = days.map((one) => (one.namespace === 'gpu' ? { ...one, environments: { image: 9 } } : one));
    assert.deepEqual((await ask({ days: own })).missing, ['silence']);
  });

  test('an environment that names its processes is judged by these', async () => {
    const days = [
      ...from({
        namespace: 'hub',
        processes: 100,
        environments: { base: 90, image: 10 },
        packages: { numpy: 99 },
      }),
      ...from({ namespace: 'other', processes: 50, environments: { base: 50 }, packages: { cupy: 50 } }),
    ];
    const { report, verdict, missing } = await ask({ days, others: [BASE] });
    assert.deepEqual(missing, []);
    assert.equal(report.evidence.processes, 9_000);
    assert.equal(report.evidence.elsewhere, 8_100);
    assert.equal(verdict('cupy'), 'unused so far');
  });

  test('where few name it, those from before anybody did were not its own', async () => {
    const days = [
      ...everyDay('2026-03-01', '2026-05-20', { namespace: 'hub', processes: 100, packages: { numpy: 99 } }),
      ...everyDay('2026-05-21', '2026-05-29', {
        namespace: 'hub',
        processes: 100,
        environments: { image: 3 },
        packages: { numpy: 99 },
      }),
    ];
    const { report, verdict } = await ask({ days });
    assert.equal(report.evidence.elsewhere, 90 * 100 - 9 * 3);
    assert.equal(verdict('cupy'), 'too new');
  });

  test('where nearly all do lately, those from before were its own', async () => {
    const days = [
      ...everyDay('2026-03-01', '2026-05-20', { namespace: 'hub', processes: 100, packages: { numpy: 99 } }),
      ...[...Array(9).keys()].flatMap((at) =>
        everyDay(`2026-05-${21 + at}`, `2026-05-${21 + at}`, {
          namespace: 'hub',
          processes: 100,
          environments: { image: at < 2 ? 10 : 98 },
          packages: { numpy: 99 },
        }),
      ),
    ];
    assert.equal((await ask({ days })).verdict('cupy'), 'unused so far');
  });

  test('a namespace in which nobody names it is no evidence, once others do', async () => {
    const days = [
      ...everyDay('2026-03-01', '2026-05-29', { namespace: 'old', processes: 100, packages: { numpy: 99 } }),
      ...everyDay('2026-05-21', '2026-05-29', {
        namespace: 'hub',
        processes: 100,
        environments: { image: 100 },
        packages: { numpy: 99 },
      }),
    ];
    const { report, verdict } = await ask({ days });
    assert.equal(report.evidence.elsewhere, 9_000);
    assert.equal(verdict('cupy'), 'too new');
    const declared = await ask({ days, inventory: { namespaces: ['hub', 'old'] } });
    assert.equal(declared.verdict('cupy'), 'unused so far');
  });

  test('a namespace in which some say nothing may use it', async () => {
    const days = [
      ...from({ namespace: 'hub', processes: 100, environments: { image: 100 }, packages: { numpy: 99 } }),
      ...from({ namespace: 'old', processes: 50, packages: { cupy: 50 } }),
    ];
    assert.equal((await ask({ days })).verdict('cupy'), 'used');
  });

  test('two environments with an inventory, and nothing that tells whose processes they are', async () => {
    const days = from({ namespace: 'hub', processes: 100, packages: { numpy: 90 } });
    const { missing, verdict } = await ask({ days, others: [BASE] });
    assert.deepEqual(missing, ['environment']);
    assert.notEqual(verdict('cupy'), 'unused so far');
  });

  test('the inventory says in which namespaces it runs', async () => {
    const days = [
      ...from({ namespace: 'gpu', processes: 10, packages: { numpy: 5 } }),
      ...from({ namespace: 'base', processes: 100, packages: { numpy: 90, cupy: 40 } }),
    ];
    const { report, missing, verdict } = await ask({
      days,
      inventory: { namespaces: ['gpu'] },
      others: [BASE],
    });
    assert.deepEqual(missing, []);
    assert.equal(report.evidence.processes, 900);
    assert.equal(verdict('cupy'), 'unused so far');
  });

  test('asked of one namespace, those of others are no evidence where nothing ties them', async () => {
    const days = [
      { day: day('2026-05-20'), namespace: 'gpu', processes: 3, packages: { numpy: 3 } },
      ...from({ namespace: 'base', processes: 100, packages: { numpy: 90 } }),
    ];
    const { missing } = await ask({ days, others: [BASE], terms: { namespaces: ['gpu'] } });
    assert.deepEqual(missing.slice(0, 2), ['days', 'processes']);
  });

  test('a reporter that is not switched on, unless processes name the environment', async () => {
    const inventory = { activation: 'none' } as const;
    const named = from({ processes: 100, environments: { image: 100 } });
    for (const [days, expected] of [
      [from({ processes: 100 }), ['reporter']],
      [named, []],
    ] as const) {
      const { missing, report } = await ask({ days, inventory });
      assert.deepEqual(missing, expected);
      // It is said once, as a reason to refuse; where processes name the environment it would not be true.
      assert.doesNotMatch(report.notes.join('\n'), /reporter is not switched on/);
    }
  });
});

describe('narrowed to a namespace', () => {
  const days = [
    ...from({ namespace: 'astro', processes: 40, packages: { numpy: 20 } }),
    ...from({ namespace: 'biology', processes: 60, packages: { numpy: 20, cupy: 60 } }),
  ];
  test('what others use is used elsewhere, and nothing of it can go', async () => {
    const { report, verdict } = await ask({ days, terms: { namespaces: ['astro'] } });
    assert.equal(verdict('numpy'), 'used');
    assert.equal(verdict('cupy'), 'used elsewhere');
    assert.deepEqual(report.groups, []);
    assert.equal(
      report.distributions.find(({ name }) => name === 'cupy')?.reason,
      'imported in biology by 5,400 processes (60.0%), last on 2026-05-29',
    );
    assert.match(
      report.notes.join('\n'),
      /What is used is of astro; what can go is judged over all namespaces/,
    );
  });
});

describe('what counts could not contain', () => {
  test('an incomplete report is no evidence, and said', async () => {
    const { report, missing } = await ask({
      days: from({ processes: 10, incomplete: 9, packages: { numpy: 5 } }),
    });
    assert.deepEqual(report.missing, [{ missing: 'complete reports', incomplete: 810, of: 900 }]);
    assert.deepEqual(missing, ['complete reports']);
    assert.match(report.notes.join('\n'), /^810 processes could not name all they imported/m);
  });

  for (const [name, incomplete, refused] of [
    ['one in ten incomplete: the others are evidence', 1, []],
    ['more than that: what is left out may be any', 2, ['complete reports']],
    ['all of them: neither days nor processes are what is missing', 10, ['complete reports']],
  ] as const) {
    test(name, async () => {
      const days = from({ processes: 10, incomplete, packages: { numpy: 5 } });
      const { report, missing } = await ask({ days });
      assert.deepEqual(missing, refused);
      assert.doesNotMatch(report.notes.join('\n'), /--installed-since/);
    });
  }

  test('days of incomplete reports have not been observed, though later ones are', async () => {
    const days = from({ processes: 10, packages: { numpy: 5 } }).map((each, at) =>
      at < 3 ? { ...each, incomplete: 2 } : each,
    );
    const { report } = await ask({ days });
    assert.deepEqual(report.missing, []);
    assert.equal(report.bound?.days, 146);
  });

  test('nothing is known of what had no inventory while imports were counted without a name', async () => {
    const days = [
      ...from({ processes: 10, packages: { numpy: 5 } }),
      { day: day('2026-05-10'), overflow: 50 },
      { day: day('2026-05-12'), packages: { other: 9 } },
    ];
    const inventory = { day: '2026-05-20' };
    const terms = { installedSince: day('2026-01-01') };
    const { report, verdict } = await ask({ days, inventory, terms });
    assert.equal(verdict('cupy'), 'too new');
    assert.deepEqual(report.distributions[0]?.verdict, {
      verdict: 'too new',
      since: '2026-05-13',
      days: 17,
      processes: 170,
    });
    assert.match(
      report.notes.join('\n'),
      /^59 imports from 2026-05-10 to 2026-05-12 were counted without a name/m,
    );
  });

  test('what an inventory named by then is counted by name all the same', async () => {
    const days = [
      ...from({ processes: 10, packages: { numpy: 5 } }),
      { day: day('2026-05-10'), overflow: 50 },
    ];
    assert.equal((await ask({ days })).verdict('cupy'), 'unused so far');
  });

  test('nor what it came to name in the course of a day, of that day', async () => {
    const days = [
      ...from({ processes: 10, packages: { numpy: 5 } }),
      { day: day('2026-03-20'), packages: { other: 50 } },
    ];
    const { report } = await ask({ days, inventory: { day: '2026-03-20' } });
    const { verdict } = report.distributions[0] ?? assert.fail();
    assert.ok(verdict.verdict === 'unused so far');
    assert.deepEqual([verdict.since, verdict.origin], ['2026-03-21', 'first inventory']);
  });

  test('quiet days are evidence of nothing', async () => {
    const days = [
      ...from({ processes: 1, packages: { numpy: 1 } }),
      { day: day('2026-04-01'), processes: 5_000, packages: { numpy: 1 } },
    ];
    const terms = { quiet: [{ from: day('2026-04-01'), to: day('2026-04-01') }] };
    const { report } = await ask({ days, terms });
    assert.deepEqual(report.missing, [{ missing: 'processes', have: 89, need: 100 }]);
  });
});

test('names of modules count for the distributions that own them', async () => {
  const installed = [
    library('scikit-learn', [], { importNames: ['sklearn'] }),
    library('pillow', [], { importNames: ['PIL'] }),
    library('opencv-python', [], { importNames: ['cv2'] }),
    library('opencv-python-headless', [], { importNames: ['cv2'] }),
    library('google-cloud-storage', [], { importNames: ['google.cloud.storage'] }),
    library('idle'),
  ];
  const packages = { sklearn: 9, PIL: 8, cv2: 7, google: 6 };
  const { report, verdict } = await ask({ days: from({ processes: 10, packages }), installed });
  for (const { name } of installed)
    assert.equal(verdict(name), name === 'idle' ? 'unused so far' : 'used', name);
  assert.equal(report.evidence.elsewhere, undefined);
  assert.match(report.notes.join('\n'), /send the names of modules \(PIL, cv2, google, sklearn\)/);
});
