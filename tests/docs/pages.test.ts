/** Every page is found from the index, and every link leads to a page and a heading that are there. */
import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';
import { anchorsOf, localLinksOf, PAGES, ROOT, readPage } from './page.ts';

describe('links', () => {
  for (const page of PAGES) {
    test(page, () => {
      const broken = localLinksOf(readPage(page)).filter(({ target }) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : normalize(join(dirname(page), path));
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && !anchorsOf(readPage(file)).has(anchor);
      });
      assert.deepEqual(broken, []);
    });
  }
});

const linkedFrom = (pages: readonly string[]) =>
  new Set(
    pages.flatMap((page) =>
      localLinksOf(readPage(page)).map(({ target }) =>
        normalize(join(dirname(page), target.split('#')[0] ?? '')),
      ),
    ),
  );

test('the index has every page of the docs', () => {
  const indexed = linkedFrom(['docs/README.md']);
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  assert.deepEqual(
    pages.filter((page) => !indexed.has(page)),
    [],
  );
});

test('every picture stands on a page', () => {
  const shown = linkedFrom(PAGES);
  const pictures = globSync('docs/screenshots/*', { cwd: ROOT });
  assert.deepEqual(
    pictures.filter((picture) => !shown.has(picture)),
    [],
  );
});

test('docs/grafana.md has every alarm of the rules', () => {
  const page = readPage('docs/grafana.md');
  const alarms = [...readPage('deploy/prometheus/rules.yml').matchAll(/- alert: (\w+)/g)];
  assert.deepEqual(
    alarms.flatMap(([, alarm]) => (page.includes(`\`${alarm}\``) ? [] : [alarm])),
    [],
  );
});
