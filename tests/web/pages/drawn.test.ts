/** The pages as HTML, a tag a line, with a package of each verdict. Their pictures are tested where they are drawn. */
import { test } from 'node:test';
import { matchGolden } from '../../golden.ts';
import { samplePages } from '../sample-pages.ts';

const pages = await samplePages({ packages: 14, namespaces: 3, days: 30 });
for (const [page, text] of pages) {
  test(page, () => {
    // What is around a page's content is the same on all.
    const shown = page === 'overview' ? text : (/<main.*<\/main>/s.exec(text)?.[0] ?? text);
    const lines = shown
      .replaceAll(/<svg.*?<\/svg>/gs, '<svg/>')
      .replaceAll(/\s*\n +/g, ' ')
      .replaceAll(/\s*(<[^/])/g, '\n$1');
    matchGolden(`pages/${page.replaceAll(' ', '-')}.html`, `${lines.trim()}\n`);
  });
}
