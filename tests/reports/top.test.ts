/** What `popcon top` and `popcon trend` say beside processes: on how many days, where, and how complete a share is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOP_FORMATS } from '../../src/render/top.ts';
import { PACKAGE_ORDERS } from '../../src/reports/order.ts';
import { type TopOptions, type TopReport, topReport } from '../../src/reports/top.ts';
import { trendReport } from '../../src/reports/trend.ts';
import { day, everyDay, type RecordedDay, record } from './recorded.ts';

const WINDOW = { from: day('2026-03-01'), to: day('2026-03-31') };

/** Every day both hubs import numpy; one loop on one day makes most processes of all. */
const LOUD: readonly RecordedDay[] = [
  ...everyDay('2026-03-01', '2026-03-31', { namespace: 'a', processes: 10, packages: { numpy: 2 } }),
  ...everyDay('2026-03-01', '2026-03-31', {
    namespace: 'b',
    processes: 10,
    packages: { numpy: 1, xarray: 1 },
  }),
  { day: day('2026-03-09'), namespace: 'a', processes: 900, packages: { loop: 900 } },
];

async function top(days: readonly RecordedDay[], options: Partial<TopOptions> = {}): Promise<TopReport> {
  using source = await record({ days });
  return await topReport(source, { window: WINDOW, spread: true, ...options });
}

const table = (report: TopReport) =>
  TOP_FORMATS.table(report, { width: 100, bold: String, dim: String, draw: String });

test('a package of one loud loop has one day and one namespace', async () => {
  const { rows } = await top(LOUD);
  assert.deepEqual(
    rows.map(({ package: name, processes, days, namespaces }) => [name, processes, days, namespaces]),
    [
      ['loop', 900, 1, 1],
      ['numpy', 93, 31, 2],
      ['xarray', 31, 31, 1],
    ],
  );
});

test('the same with a limit, and of a single namespace', async () => {
  const [first] = (await top(LOUD, { limit: 1, namespaces: ['b'] })).rows;
  assert.deepEqual([first?.package, first?.days, first?.namespaces], ['numpy', 31, 1]);
});

const FIRST: Readonly<Record<string, string>> = {
  processes: 'loop',
  days: 'numpy',
  namespaces: 'numpy',
  fewest: 'xarray',
  package: 'loop',
  change: 'loop',
  'last-day': 'numpy',
};

for (const sort of PACKAGE_ORDERS) {
  test(`by ${sort} the first is ${FIRST[sort]}, also with a limit`, async () => {
    assert.equal((await top(LOUD, { sort, limit: 1 })).rows[0]?.package, FIRST[sort]);
  });
}

test('a share of some of the processes says so, and where none is counted there is no share', async () => {
  const report = await top([
    ...everyDay('2026-03-01', '2026-03-31', { namespace: 'new', processes: 10, packages: { numpy: 5 } }),
    ...everyDay('2026-03-01', '2026-03-31', { namespace: 'old', packages: { numpy: 3, PyYAML: 1 } }),
  ]);
  const [numpy, yaml] = report.rows;
  assert.deepEqual([numpy?.processes, numpy?.share, numpy?.shared], [248, 0.5, 155]);
  assert.deepEqual([yaml?.processes, yaml?.share, yaml?.shared], [31, undefined, undefined]);
  assert.match(table(report), /numpy +248 +\*50\.0%[\s\S]*PyYAML +31 +31[\s\S]*\n\* Of its processes/);
});

test('incomplete reports say by how much a share may be too low, of each namespace where they differ', async () => {
  const days = [
    ...everyDay('2026-03-01', '2026-03-31', {
      namespace: 'a',
      processes: 10,
      incomplete: 2,
      packages: { numpy: 5 },
    }),
    ...everyDay('2026-03-01', '2026-03-31', { namespace: 'b', processes: 30, packages: { numpy: 5 } }),
  ];
  assert.match(table(await top(days)), /\n5\.0% of the processes could not name all they imported: a share/);
  assert.match(table(await top(days, { byNamespace: true })), /imported \(a 20\.0%\): a share/);
});

test('a trend has the days of each period, and incomplete reports', async () => {
  using source = await record({
    days: [
      ...LOUD,
      { day: day('2026-03-04'), namespace: 'a', processes: 2, incomplete: 1, packages: { Loop: 2 } },
    ],
  });
  const { packages, periods } = await trendReport(source, {
    window: WINDOW,
    packages: ['loop'],
    step: 'week',
  });
  const [loop] = packages;
  assert.deepEqual([loop?.total, loop?.days, loop?.namespaces], [902, 2, 1]);
  assert.deepEqual(
    loop?.points.map(({ days }) => days),
    [0, 1, 1, 0, 0, 0],
  );
  assert.deepEqual(
    periods.map(({ incomplete }) => incomplete),
    [undefined, 1, undefined, undefined, undefined, undefined],
  );
});
