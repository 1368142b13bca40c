/** `popcon publish` on real ledgers: what is written, what is refused, and the attacks over several releases. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readRecord } from '../../src/commands/publish/record.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { matchGolden } from '../golden.ts';
import { addCounts, type DayCounts } from '../release/counts-ledger.ts';
import { readRelease, runPublish } from './publish-run.ts';

let folder = '';
let ledger = '';
let site = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'popcon-publish-'));
  ledger = join(folder, 'popcon.db');
  site = join(folder, 'site');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** September and October of three hubs: numpy everywhere, a course at one, thin spread thin, rare in one process. */
const AUTUMN: readonly DayCounts[] = [
  { day: '2026-09-14', namespace: 'hub-a', processes: 300, packages: { numpy: 250, course: 40, thin: 9 } },
  { day: '2026-09-15', namespace: 'hub-b', processes: 90, packages: { numpy: 60, thin: 12, alone: 1 } },
  { day: '2026-09-16', namespace: 'hub-c', processes: 30, packages: { numpy: 19, thin: 15, rare: 4 } },
  { day: '2026-10-14', namespace: 'hub-a', processes: 400, packages: { numpy: 320, course: 19, rare: 3 } },
  { day: '2026-10-15', namespace: 'hub-b', processes: 80, packages: { numpy: 70, thin: 25, alone: 2 } },
  { day: '2026-11-02', namespace: 'hub-a', processes: 50, packages: { numpy: 45 } },
];

const publish = (today: string, ...args: readonly string[]) => runPublish(today, '--from', ledger, ...args);
const counts = (name: string) =>
  readRelease(site).periods.map(({ packages }) => packages.find((row) => row.package === name)?.processes);

test('the review, the report and the data of a release', async () => {
  await addCounts(ledger, AUTUMN);
  const db = openLedger(ledger);
  recordInventory(db, {
    format: 'popcon-inventory/2',
    environment: 'image',
    day: '2026-09-01',
    source: 'requirements',
    activation: 'unknown',
    baseline: [],
    unknown: [],
    distributions: ['numpy', 'course', 'thin', 'rare', 'alone'].map((name) => ({ name })),
  });
  db.close();
  const review = await publish('2026-11-24', '--review');
  const report = await publish('2026-11-24', site);
  const file = (name: string) => readFileSync(join(site, name), 'utf8');
  matchGolden('publish/review.txt', review.stdout);
  matchGolden('publish/report.txt', report.stdout.replaceAll(folder, ''));
  matchGolden('publish/packages.csv', file('packages.csv'));
  matchGolden('publish/processes.csv', file('processes.csv'));
  matchGolden('publish/release.json', file('release.json'));
  matchGolden('publish/datapackage.json', file('datapackage.json'));
});

test('a review writes and records nothing', async () => {
  await addCounts(ledger, AUTUMN);
  const before = readFileSync(ledger);
  await publish('2026-11-24', site, '--review');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name === 'site'),
    [],
  );
  assert.deepEqual(readFileSync(ledger), before);
  assert.match((await publish('2026-11-24', site)).stdout, /2 of them new/);
});

test('a review tells what was told before, and what is enough in all but in no namespace', async () => {
  const month = (day: string): DayCounts[] => [
    { day, namespace: 'hub-a', processes: 90, packages: { numpy: 80, even: 10 } },
    { day, namespace: 'hub-b', processes: 90, packages: { even: 10 } },
  ];
  await addCounts(ledger, month('2026-09-10'));
  await publish('2026-10-02', site);
  await addCounts(ledger, month('2026-10-10'));
  const { stdout } = await publish('2026-11-24', '--review', '--json');
  const { periods, packages } = JSON.parse(stdout);
  assert.deepEqual(periods, [
    {
      period: '2026-09',
      from: '2026-09-10',
      to: '2026-09-30',
      state: 'as published',
      processes: 180,
      named: 1,
    },
    {
      period: '2026-10',
      from: '2026-10-01',
      to: '2026-10-31',
      state: 'new',
      processes: 180,
      named: 1,
      folded: 1,
    },
  ]);
  const [, even] = packages;
  assert.deepEqual([even.package, even.processes, even.because], ['even', 20, 'too few in each namespace']);
});

test('what is written has every file it says, and every address in it leads to one', async () => {
  await addCounts(ledger, [
    {
      day: '2026-10-01',
      namespace: 'hub/<b>',
      processes: 90,
      packages: { '../../up': 30, '=1+1': 40, '<script>': 50, numpy: 60, NumPy: 61 },
    },
  ]);
  await publish('2026-11-24', site);
  const files = readdirSync(site, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1))
    .sort();
  assert.deepEqual(files, [...readRelease(site).files, 'release.json'].sort());
  assert.deepEqual(
    readdirSync(folder).filter((name) => !name.startsWith('popcon.db')),
    ['site'],
    'nothing is left beside it',
  );
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const html = readFileSync(join(site, file), 'utf8');
    assert.ok(!html.includes('<script>') && !html.includes('<b>'), `${file} escapes names`);
    for (const [, address = ''] of html.matchAll(/(?:href|src)="([^"#]+)"/g)) {
      assert.ok(!/^[a-z]+:|^\//.test(address), `${file} leads outside: ${address}`);
      const target = join(file, '..', address);
      assert.ok(files.includes(target), `${file} leads to ${target}, which is not there`);
    }
  }
  assert.match(readFileSync(join(site, 'packages.csv'), 'utf8'), /,'=1\+1,/, 'no formula for a spreadsheet');
});

test('attack: a package of 19 processes in one month and 25 in the next', async () => {
  await addCounts(ledger, [{ day: '2026-09-10', processes: 500, packages: { numpy: 400, secret: 19 } }]);
  await publish('2026-10-02', site);
  assert.deepEqual(counts('secret'), [undefined]);
  await addCounts(ledger, [{ day: '2026-10-10', processes: 500, packages: { numpy: 400, secret: 25 } }]);
  await publish('2026-11-02', site);
  assert.deepEqual(counts('secret'), [undefined, 25]);
  assert.ok(!readFileSync(join(site, 'packages.csv'), 'utf8').includes('44'), 'no total over both months');
  assert.match(readFileSync(join(site, 'packages/secret.html'), 'utf8'), /fewer than 20/);
});

test('attack: the same month again after a late increment, with a lower threshold, or without namespaces', async () => {
  await addCounts(ledger, AUTUMN);
  await publish('2026-11-24', site);
  const { periods } = readRelease(site);
  await addCounts(ledger, [
    { day: '2026-10-15', namespace: 'hub-b', processes: 1, packages: { numpy: 1, alone: 30 } },
  ]);
  for (const other of [[], ['--hide-below', '2'], ['--no-namespaces'], ['--epsilon', '1']]) {
    const { failure } = await publish('2026-11-25', site, ...other);
    if (other[0] !== '--epsilon') assert.equal(failure, undefined);
    assert.deepEqual(readRelease(site).periods, periods, other.join(' '));
  }
  const { stdout } = await publish('2026-11-25', site, '--hide-below', '100');
  assert.match(
    stdout,
    /^2026-09 to 2026-10 stay as they were told, with counts below 20 hidden, not below 100:/m,
  );
});

test('attack: months against their quarter, and against a total', async () => {
  await addCounts(ledger, AUTUMN);
  await publish('2027-01-05', site);
  const quarter = await publish('2027-01-05', join(folder, 'quarters'), '--by', 'quarter');
  assert.equal(quarter.failure?.code, 'nothing-to-publish');
  assert.match(quarter.failure?.message ?? '', /2026-Q3 the difference to 2026-09, published by month/);
  const total = await publish('2027-01-05', join(folder, 'total'), '--by', 'total');
  assert.equal(total.failure?.code, 'nothing-to-publish', 'every day was published');
});

test('totals go on where the last one ended', async () => {
  await addCounts(ledger, AUTUMN);
  await publish('2026-10-20', site, '--by', 'total');
  await publish('2026-11-24', site, '--by', 'total');
  assert.deepEqual(
    readRelease(site).periods.map(({ period }) => period),
    ['2026-09-14/2026-10-20', '2026-10-21/2026-11-24'],
  );
});

test('a month is published when it is over, not before', async () => {
  await addCounts(ledger, [{ day: '2026-11-02', processes: 900, packages: { numpy: 800 } }]);
  const early = await publish('2026-11-30', site);
  assert.equal(early.failure?.code, 'nothing-to-publish');
  assert.match(early.failure?.message ?? '', /2026-11 runs until 2026-11-30; --by total publishes/);
  assert.equal((await publish('2026-12-01', site)).failure, undefined);
});

test('a period that nobody has seen can be withdrawn and published on other terms', async () => {
  await addCounts(ledger, AUTUMN);
  await publish('2026-11-24', site);
  assert.equal((await publish('2026-11-24', '--withdraw', '2026-08')).failure?.code, 'unknown-name');
  await publish('2026-11-24', '--withdraw', '2026-09');
  await publish('2026-11-24', site, '--hide-below', '2');
  assert.deepEqual(
    readRelease(site).periods.map(({ period, minProcesses }) => [period, minProcesses]),
    [
      ['2026-09', 2],
      ['2026-10', 20],
    ],
  );
  assert.deepEqual(counts('rare'), [4, undefined]);
});

test('a ledger without counts is refused, and nothing is written', async () => {
  await addCounts(ledger, []);
  const { failure } = await publish('2026-11-24', site);
  assert.match(
    failure?.message ?? '',
    /popcon\.db has nothing recorded that could be published: with `popcon serve`/,
  );
  assert.ok(!readdirSync(folder).includes('site'));
});

test('directories that are not an earlier release are left alone', async () => {
  await addCounts(ledger, AUTUMN);
  mkdirSync(site);
  writeFileSync(join(site, 'thesis.tex'), 'years of work');
  const foreign = await publish('2026-11-24', site);
  assert.equal(foreign.failure?.code, 'not-a-release');
  assert.match(foreign.failure?.message ?? '', /is not empty and holds no earlier release: name another/);
  rmSync(join(site, 'thesis.tex'));
  assert.equal((await publish('2026-11-24', site)).failure, undefined, 'an empty one is taken');
  assert.equal((await publish('2026-11-24', site)).failure, undefined, 'an earlier release is replaced');
  writeFileSync(join(site, 'CNAME'), 'popcon.example.org');
  const mixed = await publish('2026-11-24', site);
  assert.match(mixed.failure?.message ?? '', /holds CNAME, which is not part of a release/);
  assert.equal(readFileSync(join(site, 'CNAME'), 'utf8'), 'popcon.example.org');
  assert.equal((await publish('2026-11-24', ledger)).failure?.code, 'file-unreadable');
});

test('where no directory can be made, nothing is recorded', async () => {
  await addCounts(ledger, AUTUMN);
  for (const nowhere of ['/proc/site', join(ledger, 'site')]) {
    assert.equal((await publish('2026-11-24', nowhere)).failure?.code, 'file-unwritable', nowhere);
  }
  assert.deepEqual(readRecord(ledger).released, []);
});

test('what is refused before anything is read or drawn', async () => {
  await addCounts(ledger, AUTUMN);
  const refusals: readonly (readonly [code: string, ...args: string[]])[] = [
    ['invalid-option'],
    ['invalid-option', site, '--epsilon', '0'],
    ['invalid-option', site, '--epsilon', '1e-3'],
    ['invalid-option', site, '--epsilon', '1/1000001'],
    ['invalid-option', site, '--budget', '1'],
    ['no-inventory', site, '--epsilon', '1'],
    ['invalid-option', site, '--since', 'yesterday'],
  ];
  for (const [code, ...args] of refusals) {
    assert.equal((await publish('2026-11-24', ...args)).failure?.code, code, args.join(' '));
  }
  assert.equal(
    (await runPublish('2026-11-24', site, '--from', 'http://127.0.0.1:1')).failure?.code,
    'invalid-option',
  );
});

test('a damaged record is refused, since what was published must be known', async () => {
  await addCounts(ledger, AUTUMN);
  await publish('2026-11-24', site);
  const db = openLedger(ledger);
  db.exec(`UPDATE releases SET document = '{}'`);
  db.close();
  const { failure } = await publish('2026-11-24', site);
  assert.equal(failure?.code, 'release-record-damaged');
  assert.match(failure?.message ?? '', /popcon\.db: its record of releases cannot be read: restore it/);
});

test('title, owner and contact of popcon.yml stand on every page and in the data', async () => {
  await addCounts(ledger, AUTUMN);
  const config = join(folder, 'popcon.yml');
  writeFileSync(
    config,
    'title: Hub <A>\npublish:\n  owner: The Library\n  contact: https://hub.example.org/help\n',
  );
  await publish('2026-11-24', site, '--config', config);
  const file = (name: string) => readFileSync(join(site, name), 'utf8');
  for (const page of ['index.html', 'data.html', 'packages/numpy.html', 'namespaces/hub-a.html']) {
    const text = file(page);
    assert.match(text, /<title>[^<]+ · Hub &lt;A&gt;<\/title>/, page);
    assert.match(text, /Figures of <bdi>The Library<\/bdi>/, page);
    assert.match(text, /<a href="https:\/\/hub\.example\.org\/help">/, page);
  }
  assert.match(file('data.html'), /The Library \(2026\)\. Hub &lt;A&gt;: Python packages by the processes/);
  assert.match(file('release.json'), /"owner": "The Library"/);
});
