/** An application in, the same under a path prefix out, behind a login where there is one. */
import { type ErrorHandler, Hono } from 'hono';
import type { HubLogin } from './hub/login.ts';

/** @param prefix begins and ends with a slash. */
export function mountApp(app: Hono, prefix: string, onError: ErrorHandler, login?: HubLogin): Hono {
  if (prefix === '/' && login === undefined) return app;
  const mounted = new Hono().onError(onError);
  const bare = prefix.slice(0, -1);
  if (bare !== '') mounted.get(bare, (c) => c.redirect(prefix, 308));
  if (login !== undefined) mounted.use(login.guard).route(bare, login.routes);
  return mounted.mount(prefix, app.fetch);
}
