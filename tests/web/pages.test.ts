/** The pages as HTML: whatever a name holds, it stays text, and nothing needs a style or script of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { PAGES } from '../../src/web/pages/pages.ts';
import { samplePages } from './sample-pages.ts';
import { type Amounts, HOSTILE_NAMES } from './sample-reports.ts';

const CASES: Readonly<Record<string, Amounts>> = {
  'no package': { packages: 0, namespaces: 0, days: 7 },
  'three packages': { packages: 3, namespaces: 1, days: 30 },
  '5,000 packages': { packages: 5_000, namespaces: 20, days: 90 },
  'hostile names': {
    packages: 30,
    namespaces: HOSTILE_NAMES.length,
    days: 90,
    names: HOSTILE_NAMES,
    namespaceNames: HOSTILE_NAMES,
  },
};

for (const [name, amounts] of Object.entries(CASES)) {
  test(name, async (t) => {
    for (const [page, text] of await samplePages(amounts)) await t.test(page, () => checkPage(text));
  });
}

function checkPage(text: string): void {
  const { document } = parseHTML(text);
  const all = [...document.querySelectorAll('*')];
  const attributes = all.flatMap((element) =>
    [...element.attributes].map(({ name, value }) => ({ element: element.localName, name, value })),
  );

  assert.deepEqual(
    all.filter(({ localName }) => localName === 'script').map((script) => script.outerHTML),
    ['<script defer src="assets/enhance.js"></script>'],
    'one script, and it is a file',
  );
  assert.deepEqual(
    all.filter(({ localName }) => ['style', 'img', 'iframe', 'object', 'base'].includes(localName)),
    [],
    'nothing that the policy would refuse',
  );
  assert.deepEqual(
    attributes.filter(({ name }) => name === 'style' || name.startsWith('on')),
    [],
    'nothing inline',
  );
  assert.deepEqual(
    attributes.filter(
      ({ name, value }) => ['href', 'src', 'action'].includes(name) && !/^[#a-z]/.test(value),
    ),
    [],
    'relative addresses only',
  );
  const ids = attributes.filter(({ name }) => name === 'id').map(({ value }) => value);
  assert.equal(new Set(ids).size, ids.length, 'ids are unique');
  const labelled = attributes.filter(({ name }) => name === 'aria-labelledby');
  assert.deepEqual(
    labelled.filter(({ value }) => !ids.includes(value)),
    [],
  );
  assert.equal(document.querySelectorAll('h1').length, 1);
  assert.ok(!text.includes('undefined') && !text.includes('NaN') && !text.includes('[object'), 'no slip');
  assert.match(document.querySelector('footer')?.textContent ?? '', /Days are UTC days/);
}

test('every page is among the samples', async () => {
  const pages = await samplePages(CASES['three packages'] ?? { packages: 3, namespaces: 1, days: 30 });
  assert.deepEqual(
    Object.keys(PAGES).filter((page) => !pages.has(page)),
    [],
  );
});

test('a hostile name is shown whole, as text, apart in direction', async () => {
  const pages = await samplePages(CASES['hostile names'] ?? { packages: 0, namespaces: 0, days: 1 });
  const { document } = parseHTML(pages.get('packages') ?? '');
  const shown = [...document.querySelectorAll('tbody bdi')].map((element) => element.textContent);
  for (const name of HOSTILE_NAMES) assert.ok(shown.includes(name), name);
});

test('a link carries a hostile name to the page that it names', async () => {
  const pages = await samplePages(CASES['hostile names'] ?? { packages: 0, namespaces: 0, days: 1 });
  const { document } = parseHTML(pages.get('packages') ?? '');
  const links = [...document.querySelectorAll('tbody a')].map((link) => {
    const url = new URL(link.getAttribute('href') ?? '', 'http://collector.example/');
    return url.searchParams.get('package');
  });
  for (const name of HOSTILE_NAMES) assert.ok(links.includes(name), name);
});
