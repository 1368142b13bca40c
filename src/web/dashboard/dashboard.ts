/**
 * The pages at `/`: an address in, HTML or a download out. A bad address is refused with what was expected.
 * Mounted beside `/metrics`; every link is relative, so it stands under any path prefix.
 */
import { Hono } from 'hono';
import { assetRoutes, readAssets } from '../assets.ts';
import type { Answer } from '../pages/page.ts';
import type { PageContext } from '../pages/page-context.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageName, View } from '../pages/view.ts';
import { securityHeaders } from '../security.ts';
import { type SiteIdentity, viewAddress } from '../site.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { Pages } from './page-answer.ts';
import { parseView } from './view-query.ts';

export interface DashboardParts {
  readonly pages: Pages;
  readonly context: () => PageContext;
  readonly cache: AnswerCache<Answer>;
  /** Changes with the files that say how to judge: what was answered by others is not an answer any more. */
  readonly stamp: () => string;
  readonly identity: SiteIdentity;
}

export function dashboardRoutes({ pages, context, cache, stamp }: DashboardParts): Hono {
  const answer = (view: View): Promise<Answer> => {
    const now = context();
    const make = async () => pages.answer(view, now);
    if (PAGES[view.page].isLive) return make();
    return cache.getAtOnce(`${now.today} ${stamp()} ${viewAddress(view)}`, make);
  };
  const app = new Hono();
  app.use(securityHeaders());
  for (const page of Object.keys(PAGES) as PageName[]) {
    app.get(`/${PAGES[page].path}`, async (c) => {
      const { contentType, text, fileName } = await answer(parseView(page, c.req.queries()));
      return c.body(text, 200, {
        'Content-Type': contentType,
        'Cache-Control': 'no-cache',
        ...(fileName === undefined ? {} : { 'Content-Disposition': `attachment; filename="${fileName}"` }),
      });
    });
  }
  return app.route('/', assetRoutes(readAssets()));
}
