/** Reports that are made up, so that each branch of what is written about them has its case; those of a real ledger are in tests/golden/answers. */
import { test } from 'node:test';
import type { Inventory } from '../../src/environment/inventory.ts';
import type { ProposedChange } from '../../src/removals/proposal.ts';
import { BACKTEST_FORMATS } from '../../src/render/backtest.ts';
import { formatDiagnosis } from '../../src/render/diagnosis.ts';
import { TOP_BY_FORMATS } from '../../src/render/environments.ts';
import { formatInventory } from '../../src/render/inventory.ts';
import { commitMessage, proposalText } from '../../src/render/proposal.ts';
import { REHEARSAL_FORMATS } from '../../src/render/rehearsal.ts';
import { REMOVALS_FORMATS } from '../../src/render/removals.ts';
import { styleFor } from '../../src/render/style.ts';
import { TREND_FORMATS } from '../../src/render/trend.ts';
import { UNUSED_FORMATS } from '../../src/render/unused-forms.ts';
import { WHY_FORMATS } from '../../src/render/why.ts';
import type { EnvironmentsReport } from '../../src/reports/environments.ts';
import type { RecordRow } from '../../src/reports/record.ts';
import type { Missing, UnusedReport } from '../../src/reports/unused.ts';
import { matchGolden } from '../golden.ts';
import {
  type Amounts,
  sampleEvidence,
  sampleInventory,
  sampleRemovals,
  sampleTrend,
  sampleUnused,
  sampleWhy,
} from '../web/sample-reports.ts';

const STYLE = styleFor({ isTTY: true, columns: 100 }, { LANG: 'C.UTF-8', FORCE_COLOR: '1' });
const FEW: Amounts = { packages: 14, namespaces: 3, days: 30 };
const MANY: Amounts = { packages: 300, namespaces: 1, days: 30 };
const SILENT = { from: '2026-11-01', to: '2026-11-12' };
const HISTORY = { file: 'environment.yml', line: 12, comments: ['DATA 8', 'see #7'] };

const MISSING: readonly Missing[] = [
  { missing: 'environment', others: ['lab', 'staff'] },
  { missing: 'reporter' },
  { missing: 'days', have: 1, need: 30 },
  { missing: 'processes', have: 7, need: 1 },
  { missing: 'inventory', unknown: ['requirements', 'bytes'] },
  { missing: 'silence', days: 12, silent: SILENT, usual: 4 },
  { missing: 'silence', namespace: 'lab', days: 1, silent: SILENT, usual: 0 },
];

/** Of which nothing could be decided, and nothing says how large anything is. */
const refused: UnusedReport = withoutSizes({
  ...sampleUnused(MANY),
  missing: MISSING,
  groups: [],
  staleKeeps: [{ pattern: 'old-*', line: 4 }],
  notes: ['A note.'],
});

const groups: UnusedReport = {
  ...sampleUnused(FEW),
  groups: [
    { root: 'a', members: ['a', 'b'], bytes: 5_000_000, after: [] },
    { root: 'c', members: ['c'], after: ['a', 'd'] },
  ],
  distributions: sampleUnused(FEW).distributions.map((one) => ({ ...one, askedFor: [HISTORY] })),
};

const RECORD: readonly RecordRow[] = [
  row('first inventory', { from: 0, to: 59 }, [40, 4], [30, 6], [0, 0]),
  row('added since', { from: 60, to: 119 }, [1, 1], [0, 0], [0, 0]),
  row('first inventory', { from: 393 }, [20, 0], [20, 0], [20, 1]),
];

const change: ProposedChange = {
  group: {
    root: 'package-12',
    distributions: [
      { name: 'package-12', bytes: 9_000_000 },
      { name: 'lib-12', bytes: 1_000_000 },
    ],
    entry: {
      packages: ['package-12', 'lib-12'],
      since: '2026-11-25',
      on: '2027-01-15',
      because: 'nobody imported it',
      ask: 'help@example.edu',
    } as unknown as NonNullable<ProposedChange['group']['entry']>,
  },
  files: new Map(),
  written: [{ name: 'package-12', reason: HISTORY }],
  comesAlong: ['lib-12'],
};
const announced: ProposedChange = {
  group: { root: 'gone', distributions: [{ name: 'gone' }], entry: undefined },
  files: new Map(),
  written: [],
  comesAlong: [],
};

const environments: EnvironmentsReport = {
  report: 'environments',
  evidence: { ...sampleEvidence(FEW), incomplete: 70, elsewhere: 5, withoutProcesses: ['old-hub'] },
  before: { window: { from: '2026-09-26', to: '2026-10-25' } },
  unnamed: 1,
  environments: 5,
  rows: [
    {
      environment: 'gpu/2026',
      processes: 400,
      share: 0.01,
      days: 20,
      namespaces: 2,
      lastDay: '2026-11-24',
      before: { processes: 300, share: 0.0073 },
      inventoried: true,
    },
    {
      environment: 'old',
      processes: 0,
      days: 0,
      namespaces: 0,
      inventoried: false,
      before: { processes: 0 },
    },
    { environment: 'new', processes: 3, days: 1, namespaces: 1, inventoried: true, before: { processes: 0 } },
    {
      environment: 'less',
      processes: 3,
      days: 1,
      namespaces: 1,
      inventoried: true,
      before: { processes: 1_010 },
    },
  ],
};

const inventory: Inventory = {
  ...sampleInventory(FEW),
  baseline: ['ipython', 'six'],
  unknown: ['commands', 'entryPoints'],
  distributions: [
    { name: 'a', installer: 'pip', requested: true, bytes: 5_000, commands: ['a', 'b'] },
    { name: 'b', installer: 'conda', requested: false, bytes: 1_000, commands: ['c'] },
    { name: 'c', installer: 'conda' },
  ],
};

const CASES: Readonly<Record<string, () => string>> = {
  'unused.txt': () => UNUSED_FORMATS.table(groups, STYLE),
  'unused.md': () => UNUSED_FORMATS.markdown(groups),
  'unused-refused.txt': () => UNUSED_FORMATS.table(refused, STYLE),
  'unused-refused.md': () =>
    UNUSED_FORMATS.markdown({ ...refused, distributions: refused.distributions.slice(0, 13) }),
  'unused.csv': () => UNUSED_FORMATS.csv(groups),
  'why.txt': () => WHY_FORMATS.table({ ...sampleWhy(FEW), missing: MISSING.slice(0, 2) }, STYLE),
  'why-unused.txt': () =>
    WHY_FORMATS.table(
      {
        report: 'why',
        evidence: { ...sampleEvidence(FEW), namespaces: ['lab', ''], daysReported: 1, days: 1 },
        environment: groups.environment,
        missing: [],
        distribution: groups.distributions[12] ?? refused.distributions[0] ?? fail(),
        baseline: true,
        processes: 0,
        direct: 1,
        byNamespace: [],
        entryPoints: { pytest11: ['x'] },
        requiredBy: [],
        requires: Array.from({ length: 17 }, (_, at) => ({ name: `lib-${at}` })),
        group: { root: 'package-12', members: ['package-12', 'lib-0'], after: ['first'] },
      },
      STYLE,
    ),
  'removals.txt': () => REMOVALS_FORMATS.table(sampleRemovals({ ...FEW, packages: 120 }), STYLE),
  'removals-none.txt': () =>
    REMOVALS_FORMATS.table({ ...sampleRemovals(FEW), removals: [], candidates: [] }, STYLE),
  'environments.txt': () => TOP_BY_FORMATS.table(environments, STYLE),
  'environments.csv': () => TOP_BY_FORMATS.csv(environments),
  'environments-none.txt': () => TOP_BY_FORMATS.table({ ...environments, rows: [], environments: 0 }, STYLE),
  'trend-weeks.txt': () =>
    TREND_FORMATS.table(
      { ...sampleTrend(FEW), step: 'week', evidence: { ...sampleEvidence(FEW), incomplete: 510 } },
      STYLE,
    ),
  'backtest.txt': () => BACKTEST_FORMATS.table(backtest(), STYLE),
  'diagnosis.txt': () =>
    formatDiagnosis(
      [
        { check: 'collector', state: 'ok', found: 'popcon 1.0.0 answers.' },
        { check: 'udp', state: 'fault', found: 'Nobody listens. '.repeat(12).trim(), advice: 'Start it.' },
        { check: 'index', state: 'warning', found: 'None.', advice: 'Make one.' },
      ],
      STYLE,
    ),
  'diagnosis-well.txt': () => formatDiagnosis([{ check: 'udp', state: 'ok', found: 'It came.' }], STYLE),
  'rehearsal.txt': () =>
    REHEARSAL_FORMATS.table(
      {
        report: 'rehearsal',
        copy: { files: 1, bytes: 2_000_000, copiedBytes: 1_000, how: 'hard links' },
        removed: ['a', 'b'],
        alsoGone: ['c'],
        imported: 1,
        ran: 2,
        broken: [
          { what: 'import x', needs: [['a', 'c'], ['b']], error: 'ModuleNotFoundError: a' },
          { what: 'run y.ipynb', needs: [['a', 'b', 'c', 'd']], error: 'KeyError' },
        ],
        failsAlready: [{ what: 'import z', error: 'ImportError' }],
        notShown: ['what people run elsewhere'],
      } as unknown as Parameters<typeof REHEARSAL_FORMATS.table>[0],
      STYLE,
    ),
  'inventory.txt': () => formatInventory(inventory, STYLE),
  'inventory-names-alone.txt': () =>
    formatInventory(
      { ...inventory, activation: 'unknown', baseline: [], unknown: [], distributions: [{ name: 'a' }] },
      STYLE,
    ),
  'commit-message.txt': () => commitMessage(change, groups),
  'proposal.md': () => proposalText([change, announced], groups),
};

for (const [name, write] of Object.entries(CASES)) {
  test(name, () => matchGolden(`written/${name}`, write().replaceAll('\u001b', '␛')));
}

function row(
  origin: RecordRow['origin'],
  age: RecordRow['age'],
  ...outcomes: readonly (readonly [cases: number, cameBack: number])[]
): RecordRow {
  const [a, b, c] = outcomes.map(([cases, cameBack]) => ({ cases, cameBack }));
  return { origin, age, within: { 30: a, 90: b, 365: c } } as RecordRow;
}

function backtest() {
  const { environment, evidence } = sampleUnused(FEW);
  return { report: 'backtest', environment, evidence, asked: 7, answered: 5, record: RECORD } as const;
}

function withoutSizes(report: UnusedReport): UnusedReport {
  const { bytes: _, ...environment } = report.environment;
  const distributions = report.distributions.map(({ bytes: _, ...one }) => one);
  return { ...report, environment, distributions };
}

function fail(): never {
  throw new TypeError('no such distribution');
}
