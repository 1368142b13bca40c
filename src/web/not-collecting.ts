/** Answers at a collector's address while it cannot start: the reason, on a page and to programs. */
import { Hono } from 'hono';
import { assetRoutes, readAssets } from './assets.ts';
import { answerProblem } from './failure.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import { securityHeaders } from './security.ts';
import type { SiteIdentity } from './site.ts';

/** @param reason what is wrong and what to do about it, as it is at that moment. */
export function notCollecting(reason: () => string, identity: SiteIdentity): Hono {
  return new Hono()
    .use(securityHeaders())
    .route('/', lifecycleRoutes({ unready: reason }))
    .route('/', assetRoutes(readAssets()))
    .all('*', (c) => {
      c.header('Retry-After', '5');
      c.header('Cache-Control', 'no-store');
      const why = reason();
      return answerProblem(c, identity, {
        status: 503,
        title: 'Not collecting',
        message: `${why}. Nothing is counted until then; it is tried again every few seconds.`,
        line: `not collecting: ${why}`,
      });
    });
}
