/** Verdicts that a real ledger and inventory decide, one case each (those from facts alone: judge.test.ts); then refusal, evidence and groups. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Activation, Distribution, Inventory } from '../../src/environment/inventory.ts';
import { unusedReport } from '../../src/reports/assess.ts';
import { parseKeepList } from '../../src/reports/keep-list.ts';
import { MODEL_RECORD } from '../../src/reports/model-record.ts';
import { type Origin, type Risk, riskOf } from '../../src/reports/record.ts';
import type { UnusedOptions, UnusedReport } from '../../src/reports/unused.ts';
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

/** Ten processes a day for five months, of which some import numpy. */
const USUAL = everyDay('2026-01-01', '2026-05-29', { processes: 10, packages: { numpy: 4 } });

interface Case {
  readonly distributions: readonly Distribution[];
  readonly inventory?: Partial<Inventory>;
  readonly days?: readonly RecordedDay[];
  readonly terms?: Partial<UnusedOptions>;
  readonly laterInventory?: readonly Distribution[];
}

async function report({
  distributions,
  inventory,
  days = [],
  terms,
  laterInventory,
}: Case): Promise<UnusedReport> {
  const first = inventoryOf(distributions, inventory);
  using source = await record({
    days: [...USUAL, ...days],
    inventories: [
      first,
      ...(laterInventory === undefined
        ? []
        : [{ ...first, day: '2026-05-20', distributions: laterInventory }]),
    ],
  });
  const installed = await source.environment('image');
  assert.ok(installed !== undefined);
  return await unusedReport(source, installed, { ...TERMS, ...terms });
}

async function verdictOf(name: string, each: Case) {
  const { distributions } = await report(each);
  return distributions.find((one) => one.name === name)?.verdict;
}

/** What the model has for evidence of so many days. */
function modelRisk(age: number, origin: Origin = 'first inventory'): Risk {
  return riskOf([], MODEL_RECORD, { origin, age });
}

/** Never imported in the five months. */
function unusedSoFar(group: string, more: object = {}) {
  return {
    verdict: 'unused so far',
    group,
    since: '2026-01-01',
    days: 149,
    origin: 'first inventory',
    risk: modelRisk(149),
    unseen: [{ from: '2026-05-30', to: '2027-01-28' }],
    unseenTerms: [],
    ...more,
  };
}

const VERDICTS: Readonly<Record<string, readonly [name: string, given: Case, verdict: unknown]>> = {
  'used: imported in the window': [
    'numpy',
    { distributions: [library('numpy')] },
    { verdict: 'used', processes: 360, share: 0.4, lastDay: '2026-05-29' },
  ],
  'used: recorded under the name as its authors write it': [
    'pyyaml',
    {
      distributions: [library('pyyaml')],
      days: [{ day: day('2026-04-01'), packages: { PyYAML: 1, pyyaml: 2 } }],
    },
    { verdict: 'used', processes: 3, share: 3 / 900, lastDay: '2026-04-01' },
  ],
  'used before: a season ago': [
    'astropy',
    { distributions: [library('astropy')], days: [{ day: day('2026-01-12'), packages: { astropy: 9 } }] },
    { verdict: 'used before', lastDay: '2026-01-12' },
  ],
  'undecided: never imported, in an inventory that does not tell who needs it': [
    'left',
    { distributions: [library('left')], inventory: { unknown: ['requirements'] } },
    { verdict: 'undecided', since: '2026-01-01' },
  ],
  'fails to import: wanted, and broken': [
    'torch',
    {
      distributions: [library('torch')],
      days: [
        { day: day('2026-01-20'), failed: { torch: 2 } },
        { day: day('2026-04-01'), failed: { torch: 1 } },
      ],
    },
    { verdict: 'fails to import', processes: 3, lastDay: '2026-04-01' },
  ],
  'fails to import: imported before the window, broken since': [
    'torch',
    {
      distributions: [library('torch')],
      days: [
        { day: day('2026-01-20'), packages: { torch: 2 } },
        { day: day('2026-04-01'), failed: { torch: 1 } },
      ],
    },
    { verdict: 'fails to import', processes: 1, lastDay: '2026-04-01' },
  ],
  'fails to import, rather than needed by one used': [
    'torch',
    {
      distributions: [library('numpy', ['torch']), library('torch')],
      days: [{ day: day('2026-04-01'), failed: { torch: 1 } }],
    },
    { verdict: 'fails to import', processes: 1, lastDay: '2026-04-01' },
  ],
  'fails to import: told by the name of its module': [
    'opencv-python',
    {
      distributions: [library('opencv-python', [], { importNames: ['cv2'] })],
      days: [{ day: day('2026-04-01'), failed: { cv2: 1 } }],
    },
    { verdict: 'fails to import', processes: 1, lastDay: '2026-04-01' },
  ],
  'needed: with an extra that one used asks for': [
    'bokeh',
    {
      distributions: [
        library('numpy', ['dask[complete]']),
        library('dask', [], { requirements: [{ name: 'bokeh', extra: 'complete' }] }),
        library('bokeh'),
      ],
    },
    { verdict: 'needed', by: 'numpy', byVerdict: 'used', chain: ['numpy', 'dask', 'bokeh'] },
  ],
  'needed: by a plugin, which may be in use': [
    'leaf',
    {
      distributions: [
        library('pytest'),
        library('plug', ['leaf'], { entryPoints: { pytest11: ['plug'] } }),
        library('leaf'),
      ],
      terms: { keep: parseKeepList('pytest') },
    },
    { verdict: 'needed', by: 'plug', byVerdict: 'not observable', chain: ['plug', 'leaf'] },
  ],
  'needed by one used rather than by one that only cannot be observed': [
    'leaf',
    {
      distributions: [
        library('aplug', ['leaf'], { entryPoints: { 'numpy.plugins': ['x'] } }),
        library('numpy', ['mid']),
        library('mid', ['leaf']),
        library('leaf'),
      ],
    },
    { verdict: 'needed', by: 'numpy', byVerdict: 'used', chain: ['numpy', 'mid', 'leaf'] },
  ],
  'needed: by one that is kept': [
    'leaf',
    { distributions: [library('held', ['leaf']), library('leaf')], terms: { keep: parseKeepList('held') } },
    { verdict: 'needed', by: 'held', byVerdict: 'kept', chain: ['held', 'leaf'] },
  ],
  baseline: [
    'traitlets',
    { distributions: [library('traitlets')], inventory: { baseline: ['traitlets'] } },
    { verdict: 'baseline' },
  ],
  'not observable: a plugin of another program': [
    'pytest-cov',
    {
      distributions: [
        library('pytest', [], { commands: ['pytest'] }),
        library('pytest-cov', [], { entryPoints: { pytest11: ['pytest_cov'] } }),
      ],
      inventory: { activation: 'ipython' },
    },
    { verdict: 'not observable', because: { kind: 'plugin', group: 'pytest11', host: 'pytest' } },
  ],
  'unused so far: a plugin whose host is not installed': [
    'pybind11',
    { distributions: [library('pybind11', [], { entryPoints: { 'pipx.run': ['pybind11'] } })] },
    unusedSoFar('pybind11'),
  ],
  'unused so far: a plugin whose host can go itself': [
    'pystac-ext-a',
    {
      distributions: [
        library('pystac'),
        library('pystac-ext-a', ['pystac'], { entryPoints: { 'pystac.extensions': ['a'] } }),
      ],
    },
    unusedSoFar('pystac-ext-a'),
  ],
  'unused so far: entry points that are read and never loaded make no plugin': [
    'idle',
    {
      distributions: [
        library('pyinstaller', [], { commands: ['pyinstaller'] }),
        library('idle', [], {
          entryPoints: { pkg_config: ['idle'], array_api: ['idle'], pyinstaller40: ['hook-dirs'] },
        }),
      ],
    },
    unusedSoFar('idle'),
  ],
  'not observable: a plugin of one whose name ends in a digit': [
    'jinja2-time',
    {
      distributions: [
        library('jinja2'),
        library('numpy', ['jinja2']),
        library('jinja2-time', [], {
          importNames: ['jinja_time'],
          entryPoints: { 'jinja2.extensions': ['time'] },
        }),
      ],
    },
    {
      verdict: 'not observable',
      because: { kind: 'plugin', group: 'jinja2.extensions', host: 'jinja2' },
    },
  ],
  'not observable: a plugin of one that only another plugin holds': [
    'deep',
    {
      distributions: [
        library('numpy'),
        library('mid', [], { entryPoints: { 'numpy.backends': ['mid'] } }),
        library('deep', [], { entryPoints: { mid_parts: ['deep'] } }),
      ],
    },
    { verdict: 'not observable', because: { kind: 'plugin', group: 'mid_parts', host: 'mid' } },
  ],
  'shares files: with one that is used': [
    'opencv-python-headless',
    {
      distributions: [
        library('numpy', [], { importNames: ['numpy', 'tests'] }),
        library('opencv-python', [], { importNames: ['cv2'] }),
        library('opencv-python-headless', [], { importNames: ['cv2'] }),
      ],
      days: [{ day: day('2026-04-01'), packages: { 'opencv-python': 2 } }],
    },
    { verdict: 'shares files', with: 'opencv-python', modules: ['cv2'] },
  ],
  'unused so far: tests that both install by mistake are no files that matter': [
    'careless',
    {
      distributions: [
        library('numpy', [], { importNames: ['numpy', 'tests'] }),
        library('careless', [], { importNames: ['careless', 'tests'] }),
      ],
    },
    unusedSoFar('careless'),
  ],
  'commands not seen: a native program, though every process reports': [
    'ruff',
    {
      distributions: [library('ruff', [], { commands: ['ruff'], nativeCommands: ['ruff'] })],
      inventory: { activation: 'all-processes' },
    },
    { verdict: 'commands not seen', commands: ['ruff'] },
  ],
  'commands not seen: one that ends without a report, though every process reports': [
    'mypy',
    {
      distributions: [library('mypy', [], { commands: ['mypy', 'dmypy'] })],
      inventory: { activation: 'all-processes' },
    },
    { verdict: 'commands not seen', commands: ['mypy', 'dmypy'] },
  ],
  'commands not seen: one that becomes another program, though every process reports': [
    'pipx',
    {
      distributions: [library('pipx', [], { commands: ['pipx'] })],
      inventory: { activation: 'all-processes' },
    },
    { verdict: 'commands not seen', commands: ['pipx'] },
  ],
  'commands not seen: a kernel that its own installer registers': [
    'bash-kernel',
    { distributions: [library('bash-kernel', ['ipykernel']), library('ipykernel')] },
    { verdict: 'commands not seen', commands: ['the kernel bash'] },
  ],
  'not observable: an extension of Jupyter': [
    'jupyterlab-git',
    { distributions: [library('jupyterlab-git', [], { entryPoints: { 'jupyter labextension': ['git'] } })] },
    { verdict: 'not observable', because: { kind: 'plugin', group: 'jupyter labextension' } },
  ],
  'not observable: commands alone': [
    'nodejs-bin',
    { distributions: [library('nodejs-bin', [], { importNames: [], commands: ['node'] })] },
    { verdict: 'not observable', because: { kind: 'commands alone', commands: ['node'] } },
  ],
  'not observable: modules unknown': [
    'listed',
    { distributions: [{ name: 'listed' }] },
    { verdict: 'not observable', because: { kind: 'modules unknown' } },
  ],
  'not observable: what installs the others': [
    'pip',
    { distributions: [library('pip', [], { commands: ['pip'] })], terms: { includeCommands: true } },
    { verdict: 'not observable', because: { kind: 'installation' } },
  ],
  'unused so far in spite of commands: every process reports': [
    'black',
    { distributions: [library('black', [], { commands: ['black'] })] },
    unusedSoFar('black'),
  ],
  'unused so far in spite of commands: asked for': [
    'black',
    {
      distributions: [library('black', [], { commands: ['black'] })],
      inventory: { activation: 'ipython' },
      terms: { includeCommands: true },
    },
    unusedSoFar('black', { unseenProcesses: true }),
  ],
  'unused so far: entry points of its own group are loaded by itself': [
    'torch',
    {
      distributions: [library('torch', [], { entryPoints: { 'torch.logs': ['default'] } })],
    },
    unusedSoFar('torch'),
  ],
  'unused so far: so are those of a group that bears its name': [
    'pandas',
    { distributions: [library('pandas', [], { entryPoints: { pandas_plotting_backends: ['matplotlib'] } })] },
    unusedSoFar('pandas'),
  ],
  'too new: first seen ten days ago': [
    'fresh',
    { distributions: [library('numpy')], laterInventory: [library('numpy'), library('fresh')] },
    { verdict: 'too new', since: '2026-05-20', days: 10, processes: 100 },
  ],
  'needed: though it is too new to be judged by itself': [
    'fresh',
    {
      distributions: [],
      laterInventory: [library('ipython', ['fresh']), library('fresh')],
      inventory: { baseline: ['ipython'] },
    },
    { verdict: 'needed', by: 'ipython', byVerdict: 'baseline', chain: ['ipython', 'fresh'] },
  ],
  'unused so far: installed for long enough': [
    'fresh',
    {
      distributions: [library('numpy')],
      laterInventory: [library('numpy'), library('fresh')],
      terms: { minDays: 10 },
    },
    unusedSoFar('fresh', {
      since: '2026-05-20',
      days: 10,
      origin: 'added since',
      risk: modelRisk(10, 'added since'),
      unseen: [{ from: '2026-05-30', to: '2027-05-29' }],
    }),
  ],
  'kept: by a glob, under another spelling': [
    'scikit-learn',
    {
      distributions: [library('scikit-learn')],
      terms: { keep: parseKeepList('# ours\n\nScikit_* # all of them') },
    },
    { verdict: 'kept', pattern: 'Scikit_*', line: 3 },
  ],
  'unused so far: required by nothing that stays': [
    'theano',
    { distributions: [library('numpy'), library('theano', ['numpy'])] },
    unusedSoFar('theano'),
  ],
  'used elsewhere: in another namespace of the environment than the one asked for': [
    'numpy',
    {
      distributions: [library('numpy')],
      days: everyDay('2026-01-01', '2026-05-29', { namespace: 'bio', processes: 5 }),
      terms: { namespaces: ['bio'] },
    },
    {
      verdict: 'used elsewhere',
      processes: 360,
      share: 360 / (900 + 450),
      lastDay: '2026-05-29',
      namespaces: [''],
    },
  ],
};

const PROCESSES_UNSEEN: readonly (readonly [Activation, kernelsOnly: boolean, unseen: true | undefined])[] = [
  ['all-processes', false, undefined],
  ['ipython', false, true],
  ['ipython', true, undefined],
  // A list of another tool: its commands are taken as not seen, which is a verdict of its own.
  ['unknown', false, undefined],
];

describe('which processes were not seen', () => {
  for (const [activation, kernelsOnly, unseen] of PROCESSES_UNSEEN) {
    test(`${activation}${kernelsOnly ? ', and all work is done in kernels' : ''}`, async () => {
      const distributions = [library('attrs')];
      const verdict = await verdictOf('attrs', {
        distributions,
        inventory: { activation },
        terms: { kernelsOnly },
      });
      assert.deepEqual(verdict, unusedSoFar('attrs', unseen && { unseenProcesses: unseen }));
    });
  }
});

describe('verdicts', () => {
  for (const [title, [name, given, verdict]] of Object.entries(VERDICTS)) {
    test(title, async () => assert.deepEqual(await verdictOf(name, given), verdict));
  }
});

describe('the clock of an environment whose first inventory came late', () => {
  const late: Case = { distributions: [library('old')], inventory: { day: '2026-05-25' } };
  test('does not run before it, and a note says why', async () => {
    const { distributions, notes } = await report(late);
    assert.equal(distributions[0]?.verdict.verdict, 'too new');
    assert.match(notes.join('\n'), /first inventory is of 2026-05-25.*--installed-since/);
  });
  test('runs since when the reader says it was installed', async () => {
    const terms = { installedSince: day('2026-02-01') };
    assert.equal((await verdictOf('old', { ...late, terms }))?.verdict, 'unused so far');
  });
  test('but not for what a later inventory was the first to have', async () => {
    const given: Case = {
      distributions: [library('old')],
      laterInventory: [library('old'), library('fresh')],
      terms: { installedSince: day('2025-02-01') },
    };
    assert.equal((await verdictOf('old', given))?.verdict, 'unused so far');
    assert.equal((await verdictOf('fresh', given))?.verdict, 'too new');
  });
});

describe('refusal', () => {
  const distributions = [library('numpy'), library('idle')];
  const cases: Readonly<
    Record<string, readonly [days: readonly RecordedDay[], terms: object, missing: object[]]>
  > = {
    'too few days': [
      everyDay('2026-05-20', '2026-05-29', { processes: 50 }),
      {},
      [{ missing: 'days', have: 10, need: 30 }],
    ],
    'too few processes': [
      everyDay('2026-03-01', '2026-05-29', { processes: 1 }),
      {},
      [{ missing: 'processes', have: 90, need: 100 }],
    ],
    'nobody reported for a fortnight': [
      [
        ...everyDay('2026-03-01', '2026-04-01', { processes: 10 }),
        ...everyDay('2026-04-16', '2026-05-29', { processes: 10 }),
      ],
      {},
      [{ missing: 'silence', silent: { from: '2026-04-02', to: '2026-04-15' }, days: 14, usual: 4 }],
    ],
    'a fortnight on which nobody was expected is not evidence either': [
      [
        ...everyDay('2026-04-21', '2026-05-01', { processes: 10 }),
        ...everyDay('2026-05-16', '2026-05-29', { processes: 10 }),
      ],
      { quiet: [{ from: day('2026-05-02'), to: day('2026-05-15') }] },
      [{ missing: 'days', have: 25, need: 30 }],
    ],
    'one namespace stopped': [
      [
        ...everyDay('2026-03-01', '2026-05-29', { processes: 10 }),
        ...everyDay('2026-03-01', '2026-05-09', { processes: 10, namespace: 'bio' }),
      ],
      {},
      [
        {
          missing: 'silence',
          namespace: 'bio',
          silent: { from: '2026-05-10', to: '2026-05-29' },
          days: 20,
          usual: 4,
        },
      ],
    ],
    'one namespace stopped before the window': [
      [
        ...everyDay('2026-03-01', '2026-05-29', { processes: 10 }),
        ...everyDay('2026-01-01', '2026-02-20', { processes: 10, namespace: 'bio' }),
      ],
      {},
      [
        {
          missing: 'silence',
          namespace: 'bio',
          silent: { from: '2026-03-01', to: '2026-05-29' },
          days: 90,
          usual: 4,
        },
      ],
    ],
    'one namespace stopped, and is over': [
      [
        ...everyDay('2026-03-01', '2026-05-29', { processes: 10 }),
        ...everyDay('2026-03-01', '2026-05-09', { processes: 10, namespace: 'bio' }),
      ],
      { retired: ['bio'] },
      [],
    ],
    'reporters that count no processes: the most imported package is the least that ran': [
      everyDay('2026-03-01', '2026-05-29', { packages: { numpy: 1, pandas: 1 } }),
      {},
      [{ missing: 'processes', have: 90, need: 100 }],
    ],
  };
  for (const [name, [days, terms, missing]] of Object.entries(cases)) {
    test(name, async () => {
      using source = await record({ days, inventories: [inventoryOf(distributions)] });
      const installed = await source.environment('image');
      assert.ok(installed !== undefined);
      const got = await unusedReport(source, installed, { ...TERMS, ...terms });
      assert.deepEqual(got.missing, missing);
      const verdict = got.distributions.find((one) => one.name === 'idle')?.verdict.verdict;
      if (missing.length === 0) assert.equal(verdict, 'unused so far');
      else {
        assert.notEqual(verdict, 'unused so far');
        assert.deepEqual(got.soFar.groups, []);
        assert.equal(got.soFar.freed.distributions, 0);
      }
    });
  }

  test('an inventory without requirements', async () => {
    const given = await report({
      distributions: [library('idle')],
      inventory: { unknown: ['requirements'], source: 'conda-list' },
    });
    assert.deepEqual(given.missing, [{ missing: 'inventory', unknown: ['requirements'] }]);
    assert.equal(given.counts.undecided, 1);
  });
});

describe('the answer', () => {
  test('has groups by the disk they free, their sum, and the bound', async () => {
    const sized = (bytes: number) => ({ bytes });
    const got = await report({
      distributions: [
        library('numpy', [], sized(50)),
        library('small', ['shared'], sized(1)),
        library('large', ['own', 'shared'], sized(10)),
        library('own', ['numpy'], sized(5)),
        library('shared', ['below'], sized(30)),
        library('below', [], sized(2)),
        library('ring-a', ['ring-b'], sized(3)),
        library('ring-b', ['ring-a'], sized(4)),
      ],
    });
    assert.deepEqual(
      got.soFar.groups.map(({ root, members, bytes, after }) => ({ root, members, bytes, after })),
      [
        { root: 'shared', members: ['shared', 'below'], bytes: 32, after: ['large', 'small'] },
        { root: 'large', members: ['large', 'own'], bytes: 15, after: [] },
        { root: 'ring-a', members: ['ring-a', 'ring-b'], bytes: 7, after: [] },
        { root: 'small', members: ['small'], bytes: 1, after: [] },
      ],
    );
    assert.deepEqual(got.soFar.freed, { distributions: 7, bytes: 55 });
    assert.deepEqual(got.groups, []);
    assert.deepEqual(got.bound, { days: 149, oneIn: 49 });
    assert.equal(got.counts['unused so far'], 7);
    assert.equal(got.counts.used, 1);
  });

  test('puts a group after every group that leads to it, not only after its roots', async () => {
    const got = await report({
      distributions: [
        library('numpy'),
        library('one', ['mid']),
        library('two', ['mid']),
        library('mid', ['low']),
        library('three', ['low']),
        library('low'),
      ],
    });
    const after = Object.fromEntries(got.soFar.groups.map((group) => [group.root, group.after]));
    assert.deepEqual(after, {
      one: [],
      two: [],
      three: [],
      mid: ['one', 'two'],
      low: ['mid', 'one', 'three', 'two'],
    });
  });

  test('points out entries of the keep-list that match nothing', async () => {
    const got = await report({
      distributions: [library('numpy')],
      terms: { keep: parseKeepList('numpy\ngone-*\nnump?') },
    });
    assert.deepEqual(got.staleKeeps, [{ pattern: 'gone-*', line: 2 }]);
  });

  test('bears an empty inventory', async () => {
    const got = await report({ distributions: [] });
    assert.deepEqual(got.groups, []);
    assert.deepEqual(got.freed, { distributions: 0 });
    assert.equal(got.bound, undefined);
  });
});
