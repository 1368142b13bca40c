/** The pages as HTML, a tag a line, with a package of each verdict. Their pictures are tested where they are drawn. */
import { test } from 'node:test';
import { matchGolden } from '../../golden.ts';
import { samplePages } from '../sample-pages.ts';
import { contentOf, taggedLines } from './content.ts';

const pages = await samplePages({ packages: 14, namespaces: 3, days: 30 });
for (const [page, text] of pages) {
  test(page, () => {
    // What is around a page's content is the same on all.
    const shown = page === 'overview' ? taggedLines(text) : contentOf(text);
    matchGolden(`pages/${page.replaceAll(' ', '-')}.html`, shown);
  });
}
