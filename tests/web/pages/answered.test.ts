/** Every page as it is answered from a small ledger: each choice of an address that changes what is read or drawn. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Inventory } from '../../../src/environment/inventory.ts';
import { Failure } from '../../../src/failure.ts';
import { openLedgerForReading } from '../../../src/ledger/open.ts';
import { checkedDay } from '../../../src/series/day.ts';
import { DIRECTLY_IMPORTED_PACKAGE, MISSED_PACKAGE, NOTICES } from '../../../src/series/metrics.ts';
import { ledgerSource } from '../../../src/sources/ledger.ts';
import { answerView } from '../../../src/web/dashboard/answer-view.ts';
import { inventoryArchive } from '../../../src/web/dashboard/inventory-archive.ts';
import { readPageConfiguration } from '../../../src/web/dashboard/page-configuration.ts';
import { parseView } from '../../../src/web/dashboard/view-query.ts';
import type { PageName } from '../../../src/web/pages/view.ts';
import { dashboardSite } from '../../../src/web/site.ts';
import { matchGolden } from '../../golden.ts';
import { fillLedger, madeUpInventory } from '../../ledger-fixture.ts';
import { sampleStatus } from '../sample-reports.ts';
import { contentOf } from './content.ts';

const LAST_DAY = '2026-11-24';
const today = checkedDay(LAST_DAY);

/** What stands behind the page's name in an address, and the golden's name. */
const CASES: readonly (readonly [page: PageName, query: string, golden: string])[] = [
  ['overview', 'period=7d&namespace=lab', 'overview-of-a-namespace'],
  ['overview', 'period=30d&order=-namespace', 'overview-silent'],
  ['overview', 'from=2026-10-16&to=2026-11-24', 'overview-of-a-term'],
  ['overview', 'from=2026-11-24&to=2026-11-24', 'overview-of-a-day'],
  ['packages', 'period=7d&order=-change&search=NUM', 'packages-found'],
  ['packages', 'search=idle_0&period=7d', 'packages-not-imported'],
  ['packages', 'period=7d&namespace=hub', 'packages-of-a-namespace'],
  ['packages', 'search=nmpy&period=7d', 'packages-misspelt'],
  ['package', 'package=pandas&period=7d', 'package-used'],
  ['package', 'package=idle-0&period=30d', 'package-never-imported'],
  ['package', 'package=idle-0&from=2026-10-01&to=2026-10-18', 'package-before-any-report'],
  ['package', 'package=scipy&period=7d&namespace=lab', 'package-used-elsewhere'],
  ['unused', 'period=7d', 'unused-too-few-days'],
  ['unused', 'period=30d&namespace=lab', 'unused-silent'],
  [
    'unused',
    'holidays=2026-11-01..2026-11-02,2026-11-05&closed=lab&min-days=5&min-processes=1&below=40&accept=50&max-gap=30',
    'unused-on-chosen-terms',
  ],
  ['environment', 'environment=image', 'environment-changed'],
  ['environment', 'environment=image&day=2026-10-20&order=disk', 'environment-of-a-day'],
  ['environment', 'environment=other', 'environment-of-names-alone'],
  ['removals', 'environment=image&period=30d', 'removals-missed'],
  ['compare', 'period=7d', 'compare-periods'],
  ['compare', 'period=7d&order=-there', 'compare-by-the-other-side'],
  ['compare', 'period=7d&with-namespace=lab&order=-difference', 'compare-namespaces'],
  ['compare', 'period=7d&with-from=2026-11-01&with-to=2026-11-01', 'compare-with-a-day'],
  ['compare', 'period=7d&with-from=2025-11-01&with-to=2025-11-01', 'compare-with-nothing'],
];

/** One file of each kind, with what it has; a table is a golden. */
const DOWNLOADS: readonly (readonly [page: PageName, query: string, fileName: string, start: RegExp])[] = [
  ['overview', 'download=csv', `packages-${LAST_DAY}.csv`, /,/],
  ['packages', 'download=json', `packages-${LAST_DAY}.json`, /"report": "top"/],
  ['package', 'package=numpy&download=csv', `numpy-${LAST_DAY}.csv`, /,/],
  ['package', 'package=idle-0&download=json', `idle-0-${LAST_DAY}.json`, /"periods": \[\]/],
  ['unused', 'environment=image&download=markdown', `unused-image-${LAST_DAY}.md`, /image/],
  [
    'unused',
    'environment=image&period=7d&download=remove-pip',
    `unused-image-${LAST_DAY}.sh`,
    /^# nothing to remove\n$/,
  ],
  ['environment', 'environment=image&download=csv', `environment-image-${LAST_DAY}.csv`, /,/],
  [
    'environment',
    'environment=image&download=json',
    `environment-image-${LAST_DAY}.json`,
    /popcon-inventory/,
  ],
  ['removals', 'environment=image&download=json', `removals-image-${LAST_DAY}.json`, /"scipy"/],
  ['compare', 'period=7d&download=csv', `compare-${LAST_DAY}.csv`, /,/],
  ['compare', 'period=7d&download=json', `compare-${LAST_DAY}.json`, /"report": "compare"/],
  ['collector', 'download=csv', `collector-${LAST_DAY}.csv`, /,/],
];

/** Asked for and not there: one line that says what is. */
const REFUSED: readonly (readonly [page: PageName, query: string, message: RegExp])[] = [
  ['overview', 'namespace=hubb', /^no namespace is called "hubb": did you mean hub\?$/],
  ['compare', 'with-namespace=labs', /^no namespace is called "labs": did you mean lab\?$/],
  ['package', 'package=nunpy', /^no recorded or installed package is called "nunpy": did you mean numpy\?$/],
  ['package', 'package=zzzzzz', /: the list of packages has all$/],
  ['unused', 'environment=imagine', /^no environment is called "imagine": did you mean image\?$/],
  [
    'environment',
    'environment=image&day=2026-01-01',
    /^image had no inventory by 2026-01-01: choose a later day$/,
  ],
];

/** As a requirements.txt tells it. */
function namesAlone(day: string, distributions: readonly object[]): Inventory {
  const { python: _, ...inventory } = madeUpInventory('other', day, []);
  return {
    ...inventory,
    source: 'requirements',
    unknown: ['bytes', 'importNames'],
    distributions: distributions as Inventory['distributions'],
  };
}

const folder = mkdtempSync(join(tmpdir(), 'popcon-pages-'));
const ledger = join(folder, 'hub.db');
await fillLedger(ledger, {
  packages: [
    { name: 'numpy', share: 0.9, shareIn: { lab: 0.4 } },
    { name: 'numpy', metric: DIRECTLY_IMPORTED_PACKAGE, share: 0.3 },
    { name: 'pandas', share: 0.5, activeFrom: 36 },
    { name: 'scipy', share: 0.2, shareIn: { lab: 0 }, activeTo: 36 },
    { name: 'scipy', metric: NOTICES, share: 0.1, activeFrom: 20, activeTo: 30 },
    { name: 'scipy', metric: MISSED_PACKAGE, share: 0.05, activeFrom: 36 },
  ],
  namespaces: [
    { name: 'hub', processesADay: 40 },
    { name: 'lab', processesADay: 20, silentDays: 16 },
    { name: '', processesADay: 4 },
  ],
  days: 40,
  lastDay: LAST_DAY,
  inventories: [
    madeUpInventory('image', '2026-10-20', ['numpy', 'scipy']),
    madeUpInventory('image', '2026-11-20', ['numpy', 'pandas']),
    namesAlone('2026-10-20', [{ name: 'numpy' }]),
    namesAlone('2026-11-20', [{ name: 'unheard-of', version: '1.0', editable: true }, { name: 'numpy' }]),
  ],
});
writeFileSync(
  join(folder, 'popcon.yml'),
  `terms:
  - {name: autumn, from: 2026-10-16, to: 2026-11-24}
keep:
  - {name: not-there, reason: "the lecture of next spring needs it"}
removals:
  - {packages: [scipy], since: 2026-11-01, on: 2026-11-20, because: "few use it"}
`,
);
const db = openLedgerForReading(ledger);
after(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

async function answer(page: PageName, query: string) {
  const view = parseView(
    page,
    Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, [value]])),
  );
  const configuration = readPageConfiguration(
    { configFile: join(folder, 'popcon.yml'), keepFile: undefined },
    today,
  );
  return answerView(
    {
      today,
      clock: '19:58',
      status: sampleStatus,
      reportAddress: undefined,
      pushAddress: undefined,
      site: dashboardSite({ version: '1.2.3' }),
      source: ledgerSource(db, 'ledger hub.db'),
      archive: inventoryArchive(db),
      configuration,
    },
    view,
  );
}

for (const [page, query, golden] of CASES) {
  test(golden, async () => {
    const { text } = await answer(page, query);
    const content = contentOf(text);
    // How periods and namespaces are chosen is shown once.
    const shown =
      page === 'overview'
        ? content
        : content.replace(/<nav class="scope".*?<\/nav>/s, '<nav class="scope"/>');
    matchGolden(`pages/answered/${golden}.html`, shown);
  });
}

for (const [page, query, fileName, start] of DOWNLOADS) {
  test(`${page}?${query} is ${fileName}`, async () => {
    const answered = await answer(page, query);
    assert.equal(answered.fileName, fileName);
    if (fileName.endsWith('.csv')) matchGolden(`pages/answered/${fileName}`, answered.text);
    else assert.match(answered.text, start);
  });
}

for (const [page, query, message] of REFUSED) {
  test(`${page}?${query} is refused`, async () => {
    await assert.rejects(answer(page, query), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.match(error.message, message);
      return true;
    });
  });
}
