/** A long list in parts: which rows a view shows, and where the other parts are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { partOf } from '../../../src/web/pages/parts.ts';
import { sampleSite } from '../sample-pages.ts';

const CASES: readonly (readonly [
  rows: number,
  part: number | undefined,
  first: number,
  shown: number,
  links: string,
])[] = [
  [0, undefined, 1, 0, ''],
  [500, undefined, 1, 500, ''],
  [501, undefined, 1, 500, '[Part 1] Part 2'],
  [1_200, 2, 501, 500, 'Part 1 [Part 2] Part 3'],
  [1_200, 9, 1_001, 200, 'Part 1 Part 2 [Part 3]'],
];

for (const [rows, part, first, shown, links] of CASES) {
  test(`part ${part} of ${rows} rows`, () => {
    const view = { page: 'packages', period: '90d', ...(part === undefined ? {} : { part }) } as const;
    const frame = {
      site: sampleSite,
      view,
      downloads: [],
      inventoryGoesTo: { pushAddress: undefined, ledgerPath: '' },
      choices: { periods: [], namespaces: [] },
    };
    const list = partOf(
      frame,
      Array.from({ length: rows }, (_, at) => at + 1),
    );
    assert.equal(list.first, first);
    assert.equal(list.rows.length, shown);
    assert.equal(list.rows[0] ?? first, first);
    assert.equal(list.isWhole, links === '');
    const { document } = parseHTML(`<html><body>${list.links}</body></html>`);
    const drawn = [...document.querySelectorAll('a')].map((link) =>
      link.hasAttribute('aria-current') ? `[${link.textContent}]` : link.textContent,
    );
    assert.equal(drawn.join(' '), links);
    for (const [at, link] of [...document.querySelectorAll('a')].entries()) {
      assert.match(link.getAttribute('href') ?? '', new RegExp(`part=${at + 1}$`));
    }
  });
}
