/** The pages by request and response, over a real ledger. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { Hono } from 'hono';
import { openLedgerForReading } from '../../../src/ledger/open.ts';
import { makeLog } from '../../../src/log.ts';
import { checkedDay } from '../../../src/series/day.ts';
import { ledgerSource } from '../../../src/sources/ledger.ts';
import { AnswerCache } from '../../../src/web/dashboard/answer-cache.ts';
import { answerView } from '../../../src/web/dashboard/answer-view.ts';
import { dashboardRoutes } from '../../../src/web/dashboard/dashboard.ts';
import { inventoryArchive } from '../../../src/web/dashboard/inventory-archive.ts';
import { pageStamp, readPageConfiguration } from '../../../src/web/dashboard/page-configuration.ts';
import { answerFailure, notFound } from '../../../src/web/failure.ts';
import { mountApp } from '../../../src/web/mount.ts';
import type { PageContext } from '../../../src/web/pages/page-context.ts';
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

const onError = answerFailure(
  makeLog({ level: 'error', format: 'json', now: Date.now, write: () => undefined }),
  { version: '1.2.3' },
);

const context: PageContext = {
  today: checkedDay(LAST_DAY),
  clock: '19:58',
  status: sampleStatus,
  reportAddress: { host: 'collector.example', port: 9125 },
  pushAddress: 'http://localhost:9102',
};

async function dashboardOver(
  name: string,
  fixture: Parameters<typeof fillLedger>[1],
  configFile?: string,
): Promise<Hono> {
  const path = join(folder, name);
  await fillLedger(path, fixture);
  const db = openLedgerForReading(path);
  open.push(db);
  const source = ledgerSource(db, `ledger ${name}`);
  const routes = dashboardRoutes({
    pages: {
      answer: (view, now) => {
        const configuration = readPageConfiguration({ configFile, keepFile: undefined }, now.today);
        const site = dashboardSite({ version: '1.2.3', title: configuration.title });
        return answerView({ ...now, site, source, archive: inventoryArchive(db), configuration }, view);
      },
      report: () => assert.fail('no page asks for it'),
    },
    context: () => context,
    cache: new AnswerCache({ revision: () => '1', nowMs: () => performance.now(), maxCharacters: 1e6 }),
    stamp: pageStamp({ configFile, keepFile: undefined }),
    identity: { version: '1.2.3' },
  });
  return routes.onError(onError);
}

test('an edited popcon.yml counts at once, however good the answer before it still is', async () => {
  const configFile = join(folder, 'edited.yml');
  writeFileSync(configFile, 'title: before\n');
  const app = await dashboardOver(
    'edited.db',
    { packages: [], namespaces: [], days: 1, lastDay: LAST_DAY },
    configFile,
  );
  const title = async () => await (await app.request('/unused')).text();
  assert.match(await title(), /before/);
  writeFileSync(configFile, 'title: afterwards\n');
  assert.match(await title(), /afterwards/);
});

test('the overview misses who must report, and nobody who is over', async () => {
  const configFile = join(folder, 'expecting.yml');
  writeFileSync(configFile, 'namespaces: {expected: [hub-a, hub-c], closed: [hub-b]}\n');
  const app = await dashboardOver(
    'expecting.db',
    {
      packages: [{ name: 'numpy', share: 0.9 }],
      namespaces: [
        { name: 'hub-a', processesADay: 9 },
        { name: 'hub-b', processesADay: 9, silentDays: 20 },
      ],
      days: 60,
      lastDay: LAST_DAY,
    },
    configFile,
  );
  const overview = async (query = '') => await (await app.request(`/${query}`)).text();
  assert.match(await overview(), /1 namespace that must report has not:<\/strong> <bdi [^>]*>hub-c</);
  assert.doesNotMatch(await overview(), /gone silent/);
  assert.match(await overview('?namespace=hub-a'), /Reporting is alive/);
});

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
    assert.ok(week.includes('2026-11-18</span> to <span class="day">2026-11-24'));
    assert.ok(!week.includes('>pandas<') || week.includes('gone'));
    const silent = await get('?period=7d&namespace=hub-b');
    assert.ok(!silent.includes('>numpy<'));
    const explicit = await get('?from=2026-10-01&to=2026-10-05');
    assert.ok(explicit.includes('2026-10-01</span> to <span class="day">2026-10-05'));
  });

  for (const prefix of ['/', '/services/popcon/']) {
    test(`under ${prefix} every link of every page answers, and stays below it`, async () => {
      const mounted = mountApp(app, prefix, onError);
      const seen = new Set<string>();
      let alikeSeen = 0;
      // Of the views that only a form leads to, one.
      const waiting = [prefix, `${prefix}environment?before=2026-09-01&day=2026-10-15&part=1`];
      for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
        if (seen.has(address) || address === `${prefix}api/`) continue;
        // A bar leads to its own days, a heading to its own order: a few of them stand for all.
        const isAlike = /(from|order)=/.test(address);
        if (isAlike && alikeSeen > 40) continue;
        alikeSeen += Number(isAlike);
        seen.add(address);
        const response = await mounted.request(address);
        assert.equal(response.status, 200, address);
        if (!response.headers.get('Content-Type')?.startsWith('text/html')) continue;
        // What is chosen in many ways at once leads to all others: its links are those of the page without it.
        if (/(from|order|holidays|closed|min-[a-z]+)=/.test(address)) continue;
        const text = await response.text();
        for (const [, href = ''] of text.matchAll(/<(?:a|link|script)\s[^>]*?(?:href|src)="([^"]*)"/g)) {
          const url = new URL(href.replaceAll('&amp;', '&'), `http://here${address}`);
          assert.equal(url.origin, 'http://here');
          assert.ok(url.pathname.startsWith(prefix), url.href);
          waiting.push(url.pathname + url.search);
        }
        assert.ok(seen.size < 900, 'the pages are bounded');
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
    ['/?period=8d', 400, /period: expected 7d, 30d, 90d, 1y, all</],
    ['/?perod=7d', 400, /not known here: &quot;perod&quot;/],
    ['/?period=7d&period=30d', 400, /given twice/],
    ['/?from=2026-01-01', 400, /from and to belong together/],
    ['/?from=2026-02-30&to=2026-03-01', 400, /from: expected a day as YYYY-MM-DD/],
    ['/?from=2026-03-02&to=2026-03-01', 400, /is after/],
    ['/?period=7d&from=2026-03-01&to=2026-03-01', 400, /both given/],
    ['/packages?part=0', 400, /part: at least 1</],
    [`/packages?search=${'a'.repeat(201)}`, 400, /search: at most 200 characters</],
    ['/unused?environment=', 400, /environment: is empty</],
    ['/unused?closed=%25', 400, /closed: is not percent-encoded</],
    ['/packages?order=size', 400, /order: /],
    ['/package', 400, /package: name a package/],
    ['/?namespace=hub-c', 404, /no namespace is called &quot;hub-c&quot;: did you mean hub-a or hub-b\?/],
    ['/unused?namespace=gone&download=remove-pip', 404, /there are hub-a, hub-b/],
    ['/unused?download=yaml', 400, /download: /],
    ['/package?package=nump', 404, /no recorded or installed package is called &quot;nump&quot;/],
  ];
  for (const [address, status, message] of bad) {
    test(`${address} is refused by a page that says why`, async () => {
      const response = await app.request(address, { headers: { Accept: 'text/html' } });
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
      const whole = new Hono().route('/', app).notFound(notFound({ version: '1.2.3' }));
      const response = await whole.request(path ?? '', { headers: { Accept: 'text/html' } });
      assert.equal(response.status, 404);
      assert.ok((await response.text()).includes(`<a href="${up}">To the overview</a>`));
      assert.equal(await (await whole.request(path ?? '')).text(), 'No page has this address.\n');
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

describe('what popcon.yml and an address say', () => {
  let app: Hono;
  const config = join(folder, 'popcon.yml');
  before(async () => {
    writeFileSync(
      config,
      `title: Teaching <Hub>
terms:
- {name: spring, from: 2026-10-01, to: 2026-10-31}
- {name: autumn, from: 2026-11-01, to: 2026-11-24}
`,
    );
    const fixture = {
      packages: [
        { name: 'numpy', share: 0.9 },
        { name: 'pandas', share: 0.4, activeFrom: 10, activeTo: 20 },
      ],
      namespaces: [
        { name: 'hub-a', processesADay: 100 },
        { name: 'hub-b', processesADay: 60, silentDays: 25 },
      ],
      days: 60,
      lastDay: LAST_DAY,
      inventories: [madeUpInventory('datahub', '2026-09-01', ['numpy', 'pandas'])],
    };
    app = await dashboardOver('configured.db', fixture, config);
  });

  test('the title stands at the head, and terms are offered', async () => {
    const page = await (await app.request('/')).text();
    assert.match(page, /<title>Overview · Teaching &lt;Hub&gt;<\/title>/);
    assert.match(page, /href="\.\/\?from=2026-11-01&amp;to=2026-11-24"[^>]*><bdi[^>]*>autumn/);
  });

  test('a closed namespace is taken as such by one click, and taken back by another', async () => {
    const thin = await (await app.request('/unused')).text();
    assert.match(thin, /Nothing is called unused yet/);
    const address = /href="(unused\?closed=hub-b)"/.exec(thin)?.[1] ?? '';
    const judged = await (await app.request(`/${address}`)).text();
    assert.doesNotMatch(judged, /Nothing is called unused yet/);
    assert.match(judged, /hub-b<\/bdi> is closed \(<a href="unused">take back/);
  });

  test('days on which nobody was expected are, too', async () => {
    const thin = await (await app.request('/unused?namespace=hub-b')).text();
    const address = /href="(unused\?holidays=[^"]*&amp;namespace=hub-b[^"]*)"/.exec(thin)?.[1] ?? '';
    assert.match(address, /holidays=2026-10-31\.\.2026-11-24/);
    const judged = await (await app.request(`/${address.replaceAll('&amp;', '&')}`)).text();
    assert.match(judged, /nobody expected 2026-10-31 to 2026-11-24/);
  });

  test('a package is found by what is imported', async () => {
    const page = await (await app.request('/packages?search=NUMPY')).text();
    assert.match(page, /1 package of 2 with/);
    assert.match(page, /type="search" name="search" value="NUMPY"/);
  });

  test('two namespaces stand side by side, and are a file', async () => {
    const page = await (await app.request('/compare?namespace=hub-a&with-namespace=hub-b')).text();
    assert.match(page, /<th scope="col" class="number"[^>]*><a[^>]*><bdi[^>]*>hub-a/);
    assert.match(page, /<th scope="col" class="number"[^>]*><a[^>]*><bdi[^>]*>hub-b/);
    const csv = await (await app.request('/compare?with-namespace=hub-b&download=csv')).text();
    assert.match(csv, /^package,processes,share,processes_there,share_there\n/);
    assert.equal((await app.request('/compare?with-namespace=hub-c')).status, 404);
  });

  test('a picture has its values as a table, each with a link to its days', async () => {
    const page = await (await app.request('/?period=7d')).text();
    const values = page.slice(page.indexOf('class="values"'));
    assert.match(
      values,
      /<a href="\.\/\?from=2026-11-24&amp;to=2026-11-24">2026-11-24<\/a><\/th><td [^>]*>\d+ processes/,
    );
  });
});
