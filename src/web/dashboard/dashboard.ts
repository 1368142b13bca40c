/**
 * The pages at `/`: an address in, HTML or a download out. A bad address is a page that says what was expected.
 * Mounted beside `/metrics`; every link is relative, so it stands under any path prefix.
 */
import { type Context, Hono, type NotFoundHandler } from 'hono';
import { Failure } from '../../failure.ts';
import { assetRoutes, readAssets } from '../assets.ts';
import { problemPage } from '../pages/problem.ts';
import type { PageName, View } from '../pages/view.ts';
import { securityHeaders } from '../security.ts';
import { dashboardSite, PAGE_PATHS, viewAddress } from '../site.ts';
import { AnswerCache } from './answer-cache.ts';
import type { Answer, Moment, Pages } from './page-answer.ts';
import { parseView } from './view-query.ts';

/** What answers may take of memory, in characters. */
const MAX_CACHED_CHARACTERS = 16_000_000;

export interface DashboardParts {
  readonly pages: Pages;
  readonly moment: () => Moment;
  /** Changes with every commit. */
  readonly revision: () => number;
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
  readonly version: string;
}

export function dashboardRoutes({ pages, moment, revision, nowMs, version }: DashboardParts): Hono {
  const site = dashboardSite(version);
  const cache = new AnswerCache<Answer>({ revision, nowMs, maxCharacters: MAX_CACHED_CHARACTERS });
  const answer = (view: View): Promise<Answer> => {
    const now = moment();
    const make = async () => pages.answer(view, now);
    // The collector's own figures move with every line, not only with a commit.
    return view.page === 'collector' ? make() : cache.get(`${now.today} ${viewAddress(view)}`, make);
  };
  const problem = async (c: Context, status: ProblemStatus, title: string, message: string) =>
    c.html(String(await problemPage(site, title, message)), status);
  const app = new Hono();
  app.use(securityHeaders());
  for (const page of Object.keys(PAGE_PATHS) as PageName[]) {
    app.get(`/${PAGE_PATHS[page].replace('./', '')}`, async (c) => {
      const { view, problem: misfit } = parseView(page, c.req.queries());
      if (view === undefined) return problem(c, 400, 'This address is not understood', misfit);
      try {
        return respond(c, await answer(view));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const status = STATUS_OF_FAILURE[error.code] ?? 500;
        return problem(c, status, status === 404 ? 'Not here' : 'This cannot be shown now', error.message);
      }
    });
  }
  return app.route('/', assetRoutes(readAssets()));
}

/** For what nothing answers: a page for people, a line for programs. */
export function notFound(version: string): NotFoundHandler {
  return async (c) => {
    if (!c.req.header('Accept')?.includes('text/html')) return c.text('404 Not Found', 404);
    const site = dashboardSite(version, c.req.path.split('/').length - 2);
    return c.html(String(await problemPage(site, 'Not here', 'No page has this address.')), 404);
  };
}

type ProblemStatus = 400 | 404 | 500 | 503;

const STATUS_OF_FAILURE: Readonly<Record<string, ProblemStatus>> = {
  'unknown-name': 404,
  'no-inventory': 404,
  'pages-busy': 503,
  'pages-ended': 503,
};

function respond(c: Context, { contentType, text, fileName }: Answer): Response {
  return c.body(text, 200, {
    'Content-Type': contentType,
    'Cache-Control': 'no-cache',
    ...(fileName === undefined ? {} : { 'Content-Disposition': `attachment; filename="${fileName}"` }),
  });
}
