/** The pages by request and response, over a real ledger. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { Hono } from 'hono';
import { openLedgerForReading } from '../../../src/ledger/open.ts';
import { parseDay } from '../../../src/series/day.ts';
import { ledgerSource } from '../../../src/sources/ledger.ts';
import { answerView } from '../../../src/web/dashboard/answer-view.ts';
import { dashboardRoutes, notFound } from '../../../src/web/dashboard/dashboard.ts';
import { inventoryArchive } from '../../../src/web/dashboard/inventory-archive.ts';
import type { Moment } from '../../../src/web/dashboard/page-answer.ts';
import { mountApp } from '../../../src/web/mount.ts';
import { dashboardSite } from '../../../src/web/site.ts';
import { fillLedger, madeUpInventory } from '../../ledger-fixture.ts';
import { sampleStatus } from '../sample-reports.ts';

const LAST_DAY = '2026-11-24';
const folder = mkdtempSync(join(tmpdir(), 'popcon-dashboard-'));
const open: DatabaseSync[] = [];
after(() => {
  for (const db of open) db.close();
  rmSync(folder, { recursive: true });
});

const moment: Moment = {
  today: parseDay(LAST_DAY) ?? 0,
  status: sampleStatus,
  reportAddress: { host: 'collector.example', port: 9125 },
};

async function dashboardOver(name: string, fixture: Parameters<typeof fillLedger>[1]): Promise<Hono> {
  const path = join(folder, name);
  await fillLedger(path, fixture);
  const db = openLedgerForReading(path);
  open.push(db);
  const source = ledgerSource(db, `ledger ${name}`);
  return dashboardRoutes({
    pages: {
      answer: (view, now) =>
        answerView(
          {
            ...now,
            site: dashboardSite('1.2.3'),
            source,
            archive: inventoryArchive(db),
            keep: () => [],
          },
          view,
        ),
    },
    moment: () => moment,
    revision: () => 1,
    nowMs: () => performance.now(),
    version: '1.2.3',
  });
}

describe('a ledger with three packages in two namespaces', () => {
  let app: Hono;
  before(async () => {
    app = await dashboardOver('three.db', {
      packages: [
        { name: 'numpy', share: 0.9 },
        { name: 'pandas', share: 0.4, activeTo: 40 },
        { name: 'torch', share: 0.2, activeFrom: 50 },
      ],
      namespaces: [
        { name: 'hub-a', processesADay: 100 },
        { name: 'hub-b', processesADay: 50, silentDays: 20 },
      ],
      days: 60,
      lastDay: LAST_DAY,
      inventories: [
        madeUpInventory('datahub', '2026-09-01', ['numpy', 'pandas']),
        madeUpInventory('datahub', '2026-10-15', ['numpy', 'pandas', 'torch']),
      ],
    });
  });

  test('the overview has the packages, and the namespace gone silent stands out', async () => {
    const page = await get('./');
    for (const text of ['numpy', 'pandas', 'torch', '1 namespace has gone silent', 'hub-b']) {
      assert.ok(page.includes(text), text);
    }
  });

  test('period and namespace choose what is shown', async () => {
    const week = await get('?period=7d');
    assert.ok(week.includes('2026-11-18</time> to <time>2026-11-24'));
    assert.ok(!week.includes('>pandas<') || week.includes('gone'));
    const silent = await get('?period=7d&namespace=hub-b');
    assert.ok(!silent.includes('>numpy<'));
    const explicit = await get('?from=2026-10-01&to=2026-10-05');
    assert.ok(explicit.includes('2026-10-01</time> to <time>2026-10-05'));
  });

  for (const prefix of ['/', '/services/popcon/']) {
    test(`under ${prefix} every link of every page answers, and stays below it`, async () => {
      const mounted = mountApp(app, prefix);
      const seen = new Set<string>();
      // Of the views that only a form leads to, one.
      const waiting = [prefix, `${prefix}environment?before=2026-09-01&day=2026-10-15&part=1`];
      for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
        if (seen.has(address) || address === `${prefix}api/`) continue;
        seen.add(address);
        const response = await mounted.request(address);
        assert.equal(response.status, 200, address);
        if (!response.headers.get('Content-Type')?.startsWith('text/html')) continue;
        const text = await response.text();
        for (const [, href = ''] of text.matchAll(/<(?:a|link|script)\s[^>]*?(?:href|src)="([^"]*)"/g)) {
          const url = new URL(href.replaceAll('&amp;', '&'), `http://here${address}`);
          assert.equal(url.origin, 'http://here');
          assert.ok(url.pathname.startsWith(prefix), url.href);
          waiting.push(url.pathname + url.search);
        }
        assert.ok(seen.size < 500, 'the pages are bounded');
      }
      for (const address of [
        'package?package=numpy',
        '?namespace=hub-b',
        'package?package=idle-0',
        'environment?environment=datahub',
        'unused?download=markdown',
      ]) {
        assert.ok(seen.has(prefix + address), address);
      }
    });
  }

  const bad: readonly (readonly [address: string, status: number, message: RegExp])[] = [
    ['/?period=8d', 400, /period: /],
    ['/?perod=7d', 400, /perod/],
    ['/?period=7d&period=30d', 400, /given twice/],
    ['/?from=2026-01-01', 400, /from and to belong together/],
    ['/?from=2026-02-30&to=2026-03-01', 400, /from: expected a day as YYYY-MM-DD/],
    ['/?from=2026-03-02&to=2026-03-01', 400, /is after/],
    ['/?period=7d&from=2026-03-01&to=2026-03-01', 400, /both given/],
    ['/packages?part=0', 400, /part: /],
    ['/packages?order=size', 400, /order: /],
    ['/package', 400, /package: /],
    ['/package?package=nump', 404, /no recorded or installed package is called &quot;nump&quot;/],
  ];
  for (const [address, status, message] of bad) {
    test(`${address} is refused by a page that says why`, async () => {
      const response = await app.request(address);
      assert.equal(response.status, status);
      const text = await response.text();
      assert.match(text, message);
      assert.match(text, /To the overview/);
    });
  }

  for (const [path, up] of [
    ['/nothing', './'],
    ['/nothing/at/all', '../.././'],
  ]) {
    test(`${path} is a page that leads back`, async () => {
      const whole = new Hono().route('/', app).notFound(notFound('1.2.3'));
      const response = await whole.request(path ?? '', { headers: { Accept: 'text/html' } });
      assert.equal(response.status, 404);
      assert.ok((await response.text()).includes(`<a href="${up}">To the overview</a>`));
      assert.equal(await (await whole.request(path ?? '')).text(), '404 Not Found');
    });
  }

  test('the policy lets nothing in from elsewhere and nothing inline', async () => {
    const response = await app.request('/');
    assert.equal(
      response.headers.get('Content-Security-Policy'),
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    assert.equal(response.headers.get('X-Content-Type-Options'), 'nosniff');
  });

  test('an asset is kept for a year under the address of its content, and checked under any other', async () => {
    const [, versioned] = /href="(assets\/style\.css\?v=\w+)"/.exec(await get('./')) ?? [];
    const kept = await app.request(`/${versioned}`);
    assert.match(kept.headers.get('Cache-Control') ?? '', /immutable/);
    assert.equal((await app.request('/assets/style.css')).headers.get('Cache-Control'), 'no-cache');
  });

  async function get(address: string): Promise<string> {
    const response = await app.request(address === './' ? '/' : `/${address}`);
    assert.equal(response.status, 200);
    return response.text();
  }
});

test('an empty ledger says how to send the first process', async () => {
  const app = await dashboardOver('empty.db', { packages: [], namespaces: [], days: 0, lastDay: LAST_DAY });
  for (const path of ['/', '/packages', '/package?package=numpy']) {
    const text = await (await app.request(path)).text();
    assert.match(text, /PYTHON_POPCONTEST_STATSD_HOST=collector\.example PYTHON_POPCONTEST_STATSD_PORT=9125/);
    assert.match(text, /import popularity_contest\.reporter/);
  }
});
