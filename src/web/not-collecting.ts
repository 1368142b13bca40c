/** Answers at a collector's address while it cannot start: the reason, on a page and to programs. */
import { Hono } from 'hono';
import { assetRoutes, readAssets } from './assets.ts';
import { wantsPage } from './failure.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import { problemPage } from './pages/problem.ts';
import { securityHeaders } from './security.ts';
import { dashboardSite, type SiteIdentity } from './site.ts';

/** @param reason what is wrong and what to do about it, as it is at that moment. */
export function notCollecting(reason: () => string, identity: SiteIdentity): Hono {
  return new Hono()
    .use(securityHeaders())
    .route('/', lifecycleRoutes({ unready: reason }))
    .route('/', assetRoutes(readAssets()))
    .all('*', async (c) => {
      c.header('Retry-After', '5');
      c.header('Cache-Control', 'no-store');
      if (!wantsPage(c)) return c.text(`not collecting: ${reason()}\n`, 503);
      const site = dashboardSite(identity, c.req.path.split('/').length - 2);
      const message = `${reason()}. Nothing is counted until then; it is tried again every few seconds.`;
      return c.html(String(await problemPage(site, 'Not collecting', message)), 503);
    });
}
