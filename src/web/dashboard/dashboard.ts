/**
 * The pages at `/`: an address in, HTML or a download out. A bad address is a page that says what was expected.
 * Mounted beside `/metrics`; every link is relative, so it stands under any path prefix.
 */
import { type Context, Hono, type NotFoundHandler } from 'hono';
import { assetRoutes, readAssets } from '../assets.ts';
import { wantsPage } from '../failure.ts';
import type { Answer } from '../pages/page.ts';
import type { PageContext } from '../pages/page-context.ts';
import { PAGES } from '../pages/pages.ts';
import { problemPage } from '../pages/problem.ts';
import type { PageName, View } from '../pages/view.ts';
import { securityHeaders } from '../security.ts';
import { dashboardSite, type SiteIdentity, viewAddress } from '../site.ts';
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

export function dashboardRoutes({ pages, context, cache, stamp, identity }: DashboardParts): Hono {
  const site = dashboardSite(identity);
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
      const { view, problem: misfit } = parseView(page, c.req.queries());
      if (view === undefined) {
        return c.html(String(await problemPage(site, 'This address is not understood', misfit)), 400);
      }
      return respond(c, await answer(view));
    });
  }
  return app.route('/', assetRoutes(readAssets()));
}

/** For what nothing answers: a page for people, a line for programs. */
export function notFound(identity: SiteIdentity): NotFoundHandler {
  return async (c) => {
    if (!wantsPage(c)) return c.text('404 Not Found', 404);
    const site = dashboardSite(identity, c.req.path.split('/').length - 2);
    return c.html(String(await problemPage(site, 'Not here', 'No page has this address.')), 404);
  };
}

function respond(c: Context, { contentType, text, fileName }: Answer): Response {
  return c.body(text, 200, {
    'Content-Type': contentType,
    'Cache-Control': 'no-cache',
    ...(fileName === undefined ? {} : { 'Content-Disposition': `attachment; filename="${fileName}"` }),
  });
}
