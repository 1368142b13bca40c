/** The JSON API under `/api/`: its operations, their OpenAPI description, and that as a page for people. */
import { Hono } from 'hono';
import { apiPage } from '../pages/api.ts';
import { securityHeaders } from '../security.ts';
import { dashboardSite, type SiteIdentity } from '../site.ts';
import { describeApi } from './openapi.ts';
import { mountOperations, type Operation, refuse } from './operation.ts';

const DESCRIPTION_PATH = '/api/v1/openapi.json';

export function apiRoutes(operations: readonly Operation[], identity: SiteIdentity): Hono {
  const site = dashboardSite(identity, 1);
  const description = describeApi(operations, identity.version, '../..');
  const app = new Hono();
  app.use('/api/*', securityHeaders());
  app.get('/api', (c) => c.redirect('api/', 308));
  app.get('/api/', async (c) => c.html(String(await apiPage(site, description, 'v1/openapi.json'))));
  app.get(DESCRIPTION_PATH, (c) => c.json(description));
  mountOperations(app, operations);
  app.all('/api/v1/*', (c) =>
    refuse(c, 404, 'unknown-operation', `there is no ${c.req.path}; ${DESCRIPTION_PATH} lists what there is`),
  );
  return app;
}
