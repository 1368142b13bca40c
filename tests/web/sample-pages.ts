/** Every page drawn from made-up reports, under the name of its case. */

import type { TopReport } from '../../src/reports/top.ts';
import type { TrendReport } from '../../src/reports/trend.ts';
import { collector } from '../../src/web/pages/collector.ts';
import { compare } from '../../src/web/pages/compare.ts';
import { emptyPage, noInventoryPage } from '../../src/web/pages/empty.ts';
import { environment } from '../../src/web/pages/environment.ts';
import { findNames } from '../../src/web/pages/find.ts';
import type { Frame, Html, InventoryTarget } from '../../src/web/pages/layout.ts';
import { overview as overviewPage } from '../../src/web/pages/overview.ts';
import { packagePage } from '../../src/web/pages/package.ts';
import { packages } from '../../src/web/pages/packages.ts';
import { problemPage } from '../../src/web/pages/problem.ts';
import { removals } from '../../src/web/pages/removals.ts';
import { unused } from '../../src/web/pages/unused.ts';
import { parametersOf, type Site, type View } from '../../src/web/pages/view.ts';
import {
  type Amounts,
  packageNames,
  sampleChanges,
  sampleEnvironments,
  sampleInventory,
  sampleOverview,
  sampleRemovals,
  sampleStatus,
  sampleTop,
  sampleTrend,
  sampleUnused,
  sampleWhy,
} from './sample-reports.ts';

export const sampleSite: Site = {
  title: 'A <hub>',
  owner: 'Library <IT>',
  contact: 'ana@example.org',
  links: [{ address: 'hub/home', text: 'Back to the Hub' }],
  navigation: [{ page: 'overview', text: 'Overview' }],
  link: (view) => {
    const query = new URLSearchParams(parametersOf(view));
    return `${view.page}?${query}`;
  },
  formAction: (page) => page,
  asset: (name) => `assets/${name}`,
  apiPage: 'api/',
  colophon: 'popularity-contest 0.0.0',
};

function withoutProcesses({ evidence: { processes: _, ...evidence }, ...top }: TopReport): TopReport {
  return { ...top, evidence };
}

function withoutShares({ packages, ...trend }: TrendReport): TrendReport {
  const points = (all: TrendReport['packages'][number]['points']) => all.map(({ share: _, ...rest }) => rest);
  return { ...trend, packages: packages.map((row) => ({ ...row, points: points(row.points) })) };
}

export async function samplePages(amounts: Amounts): Promise<ReadonlyMap<string, string>> {
  const overview = sampleOverview(amounts);
  const frame = (
    view: Omit<View, 'period'>,
    inventoryGoesTo: InventoryTarget = { pushAddress: undefined, ledgerPath: '/var/lib/popcon/a ledger.db' },
  ): Frame => ({
    site: sampleSite,
    view: { period: '90d', ...view },
    downloads: [{ download: 'csv', text: 'CSV' }],
    inventoryGoesTo,
    choices: {
      periods: [{ name: 'autumn <2026>', from: '2026-08-24', to: '2026-11-20' }],
      namespaces: overview.namespaces.map(({ namespace }) => namespace),
    },
  });
  const inventory = sampleInventory(amounts);
  const [name] = packageNames(amounts);
  const pages: Record<string, Html> = {
    overview: overviewPage.draw(frame({ page: 'overview' }), {
      overview,
      top: sampleTop(amounts),
      changes: sampleChanges(amounts),
    }),
    packages: packages.draw(frame({ page: 'packages' }), {
      top: sampleTop(amounts),
      found: undefined,
      notImported: [],
      suggestions: [],
    }),
    search: packages.draw(frame({ page: 'packages', search: '<script>\u202E', order: 'package' }), {
      top: sampleTop(amounts),
      found: findNames('<script>', inventory.distributions),
      notImported: ['<script>'],
      suggestions: [],
    }),
    unused: unused.draw(frame({ page: 'unused' }), {
      report: sampleUnused(amounts),
      environments: ['datahub', 'other'],
      installed: { inventory, firstSeen: new Map() },
    }),
    removals: removals.draw(frame({ page: 'removals' }), sampleRemovals(amounts)),
    environment: environment.draw(frame({ page: 'environment' }), {
      environments: ['datahub', 'other'],
      inventory,
      used: sampleEnvironments(amounts),
      unused: sampleUnused(amounts),
      days: ['2026-11-24', '2026-10-01'],
      before: { ...inventory, day: '2026-10-01', distributions: inventory.distributions.slice(2) },
    }),
    compare: compare.draw(frame({ page: 'compare' }), {
      here: sampleTop(amounts),
      there: sampleTop(amounts),
      rows: sampleTop(amounts).rows.map((row) => ({ package: row.package, here: row, there: undefined })),
    }),
    'compare of old reporters': compare.draw(frame({ page: 'compare' }), {
      here: withoutProcesses(sampleTop(amounts)),
      there: withoutProcesses(sampleTop(amounts)),
      rows: sampleTop(amounts).rows.map((row, at) => ({
        package: row.package,
        here: at === 1 ? undefined : row,
        there: at === 0 ? undefined : { ...row, processes: 2 * row.processes },
      })),
    }),
    collector: collector.draw(frame({ page: 'collector' }), { status: sampleStatus, lastDay: '2026-11-24' }),
    empty: emptyPage(frame({ page: 'overview' }), { host: '127.0.0.1', port: 9125 }),
    'no inventory': noInventoryPage(frame({ page: 'unused' }), 'Which packages can go'),
    'no inventory pushed': noInventoryPage(
      frame({ page: 'unused' }, { pushAddress: 'http://localhost:9102/services/popcon', ledgerPath: '' }),
      'Which packages can go',
    ),
    problem: problemPage(sampleSite, 'Not here', 'there is no “<script>”'),
    ...(name === undefined
      ? {}
      : {
          package: packagePage.draw(frame({ page: 'package', package: name }), {
            name,
            trend: sampleTrend(amounts),
            use: {
              evidence: overview.evidence,
              processes: 1_000,
              share: 0.12,
              lastDay: '2026-11-24',
              rank: { place: 1, of: amounts.packages },
              byNamespace: sampleWhy(amounts).byNamespace,
            },
            why: [sampleWhy(amounts)],
            hasInventory: true,
          }),
          'package of old reporters': packagePage.draw(frame({ page: 'package', package: name }), {
            name,
            trend: withoutShares(sampleTrend(amounts)),
            use: {
              evidence: withoutProcesses(sampleTop(amounts)).evidence,
              processes: 1_000,
              direct: 12,
              byNamespace: [
                { namespace: 'hub-0', processes: 900 },
                { namespace: '', processes: 100 },
              ],
            },
            why: [],
            hasInventory: true,
          }),
        }),
  };
  const texts = await Promise.all(
    Object.entries(pages).map(async ([title, page]) => [title, String(await page)] as const),
  );
  return new Map(texts);
}
