/** What keeps anything from being called unused, with the links that mend it, and the terms of an address with those that take them back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import type { Missing, UnusedReport } from '../../../src/reports/unused.ts';
import { chosenTerms, missingNotice } from '../../../src/web/pages/terms.ts';
import type { View } from '../../../src/web/pages/view.ts';
import { sampleSite } from '../sample-pages.ts';

type Links = readonly (readonly [text: string, address: string])[];

async function linksOf(content: unknown): Promise<Links> {
  const { document } = parseHTML(`<html><body>${await content}</body></html>`);
  return [...document.querySelectorAll('a')].map((link) => [
    link.textContent ?? '',
    link.getAttribute('href') ?? '',
  ]);
}

const frame = (view: Partial<View>) => ({
  site: sampleSite,
  view: { page: 'unused', period: '90d', ...view } as View,
  downloads: [],
  inventoryGoesTo: { pushAddress: undefined, ledgerPath: '' },
  choices: { periods: [], namespaces: [] },
});
const silent = { from: '2026-11-01', to: '2026-11-09' };

const MISSING: readonly (readonly [
  name: string,
  missing: Missing,
  days: number,
  view: Partial<View>,
  links: Links,
])[] = [
  [
    'days',
    { missing: 'days', have: 12, need: 30 },
    90,
    {},
    [['Judge on the days there are', 'unused?min-days=12']],
  ],
  [
    'no day at all',
    { missing: 'days', have: 0, need: 30 },
    90,
    {},
    [['Judge on the days there are', 'unused?min-days=1']],
  ],
  [
    'days, in a period that has fewer',
    { missing: 'days', have: 7, need: 30 },
    7,
    { period: '7d' },
    [
      ['Judge on the last 90 days', 'unused?'],
      ['Judge on the days there are', 'unused?period=7d&min-days=7'],
    ],
  ],
  [
    'days, in a long period',
    { missing: 'days', have: 7, need: 30 },
    30,
    { period: '30d' },
    [['Judge on the days there are', 'unused?period=30d&min-days=7']],
  ],
  [
    'days, while the ledger is young',
    { missing: 'days', have: 7, need: 30 },
    7,
    {},
    [['Judge on the days there are', 'unused?min-days=7']],
  ],
  [
    'processes',
    { missing: 'processes', have: 9, need: 100 },
    90,
    {},
    [['Judge on the processes there are', 'unused?min-processes=9']],
  ],
  ['no process at all', { missing: 'processes', have: 0, need: 100 }, 90, {}, []],
  [
    'everybody silent, after other holidays',
    { missing: 'silence', silent, days: 9, usual: 2 },
    90,
    { holidays: '2026-10-01' },
    [['Nobody was expected on these days', 'unused?holidays=2026-10-01%2C2026-11-01..2026-11-09']],
  ],
  [
    'a namespace silent, after another was closed',
    { missing: 'silence', namespace: 'a,b', silent, days: 9, usual: 2 },
    90,
    { closed: 'old' },
    [
      ['Nobody was expected on these days', 'unused?closed=old&holidays=2026-11-01..2026-11-09'],
      ['a,b is closed', 'unused?closed=old%2Ca%252Cb'],
    ],
  ],
  ['the reporter', { missing: 'reporter' }, 90, {}, []],
];

for (const [name, missing, days, view, links] of MISSING) {
  test(`missing: ${name}`, async () => {
    const report = { missing: [missing], evidence: { days } } as unknown as UnusedReport;
    assert.deepEqual(await linksOf(missingNotice(frame(view), report)), links);
  });
}

const CHOSEN: readonly (readonly [view: Partial<View>, said: string, links: readonly string[]])[] = [
  [
    { holidays: '2026-10-01..2026-10-03,2026-11-01' },
    'nobody expected 2026-10-01 to 2026-10-03',
    ['unused?holidays=2026-11-01', 'unused?holidays=2026-10-01..2026-10-03'],
  ],
  [{ closed: 'a%2Cb' }, 'a,b is closed', ['unused?']],
  [{ 'min-days': 0 }, 'from 0 days on', ['unused?']],
  [{ 'min-processes': 1 }, 'from 1 process on', ['unused?']],
  [{ below: 3 }, 'rare below 3 processes', ['unused?']],
  [{ accept: 0.5 }, 'up to 0.5% may come back', ['unused?']],
  [{ 'max-gap': 4, below: 3 }, 'gaps up to 4 days', ['unused?max-gap=4', 'unused?below=3']],
];

for (const [view, said, links] of CHOSEN) {
  test(`chosen: ${said}`, async () => {
    const notice = chosenTerms(frame(view));
    assert.ok(
      String(await notice)
        .replaceAll(/<[^>]*>/g, '')
        .includes(said),
    );
    assert.deepEqual(
      (await linksOf(notice)).map(([, address]) => address),
      links,
    );
  });
}

test('chosen: nothing', () => {
  assert.equal(chosenTerms(frame({})), '');
});
