/** The pages as HTML, a tag a line, with a package of each verdict, and what is folded of many. Their pictures stand beside. */
import { test } from 'node:test';
import { matchGolden } from '../../golden.ts';
import { samplePages } from '../sample-pages.ts';
import { contentOf, taggedLines } from './content.ts';

test('pages', async (t) => {
  const pages = new Map(await samplePages({ packages: 14, namespaces: 3, days: 30 }));
  const large = await samplePages({ packages: 33, namespaces: 20, days: 210 });
  pages.set('overview large', large.get('overview') ?? '');
  for (const [page, text] of pages) {
    await t.test(page, () => {
      // What is around a page's content is the same on all.
      const shown = page === 'overview' ? taggedLines(text) : contentOf(text);
      matchGolden(`pages/${page.replaceAll(' ', '-')}.html`, shown);
    });
  }
});
