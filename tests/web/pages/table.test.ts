/** Tables that are sorted by their headings: the rows, the links and what an address may ask for belong together. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { PAGES } from '../../../src/web/pages/pages.ts';
import { type Column, table } from '../../../src/web/pages/table.ts';
import type { PageName, View } from '../../../src/web/pages/view.ts';
import { samplePages, sampleSite } from '../sample-pages.ts';

interface Row {
  readonly name: string;
  readonly bytes?: number;
}

const ROWS: readonly Row[] = [{ name: 'b', bytes: 9 }, { name: 'c' }, { name: 'a', bytes: 10 }];
const COLUMNS: readonly Column<Row>[] = [
  { heading: 'Name', cell: ({ name }) => name, by: ['name', ({ name }) => name] },
  { heading: 'Disk', cell: ({ bytes }) => `${bytes}`, by: ['disk', ({ bytes }) => bytes], kind: 'number' },
  { heading: 'Note', cell: () => '' },
];

const CASES: readonly (readonly [order: string | undefined, rows: string, sorted: string, links: string])[] =
  [
    [undefined, 'b c a', '', 'name disk'],
    ['name', 'a b c', 'Name ascending', '-name disk'],
    ['-name', 'c b a', 'Name descending', 'name disk'],
    ['disk', 'a b c', 'Disk descending', 'name -disk'],
    ['-disk', 'b a c', 'Disk ascending', 'name disk'],
    ['of another table', 'b c a', '', 'name disk'],
  ];

describe('rows and links', () => {
  for (const [order, rows, sorted, links] of CASES) {
    test(order ?? 'none', async () => {
      const view: View = {
        page: 'packages',
        period: '90d',
        part: 3,
        ...(order === undefined ? {} : { order }),
      };
      const drawn = String(await table(COLUMNS, ROWS, { frame: { site: sampleSite, view }, id: 'here' }));
      const { document } = parseHTML(drawn);
      const heads = [...document.querySelectorAll('thead th')];
      assert.equal(
        [...document.querySelectorAll('tbody th')].map((cell) => cell.textContent).join(' '),
        rows,
      );
      assert.equal(
        heads
          .flatMap((head) =>
            head.hasAttribute('aria-sort') ? [`${head.textContent} ${head.getAttribute('aria-sort')}`] : [],
          )
          .join(),
        sorted,
      );
      const addresses = [...document.querySelectorAll('thead a')].map(
        (link) => new URL(link.getAttribute('href') ?? '', 'http://collector.example/'),
      );
      assert.equal(addresses.map(({ searchParams }) => searchParams.get('order')).join(' '), links);
      assert.ok(addresses.every(({ hash, searchParams }) => hash === '#here' && !searchParams.has('part')));
    });
  }
});

test('a site that answers no forms has no links, and the script has what it sorts by', async () => {
  const { formAction: _, ...site } = sampleSite;
  const view: View = { page: 'packages', period: '90d' };
  const { document } = parseHTML(String(await table(COLUMNS, ROWS, { frame: { site, view } })));
  assert.equal(document.querySelector('thead a'), null);
  assert.deepEqual(
    [...document.querySelectorAll('thead th')].map((head) => head.getAttribute('data-first')),
    ['ascending', 'descending', null],
  );
});

test('what headings ask for is what the addresses of their pages take', async () => {
  const asked = new Map<string, Set<string>>();
  for (const text of (await samplePages({ packages: 30, namespaces: 20, days: 30 })).values()) {
    for (const link of parseHTML(text).document.querySelectorAll('thead a.sort')) {
      const { pathname, searchParams } = new URL(
        link.getAttribute('href') ?? '',
        'http://collector.example/',
      );
      const orders = asked.get(pathname.slice(1)) ?? new Set();
      asked.set(pathname.slice(1), orders.add((searchParams.get('order') ?? '').replace(/^-/, '')));
    }
  }
  for (const page of Object.keys(PAGES) as PageName[]) {
    const { order } = PAGES[page].query.shape;
    const taken: readonly string[] = order?.unwrap().options ?? [];
    const links = [...(asked.get(page) ?? [])];
    assert.deepEqual(
      links.filter((one) => !taken.includes(one) || !taken.includes(`-${one}`)),
      [],
      `refused by ${page}`,
    );
    assert.deepEqual(
      taken.filter((one) => !links.includes(one.replace(/^-/, ''))),
      [],
      `never asked of ${page}`,
    );
  }
});
