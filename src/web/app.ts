/** The one HTTP application: each part of it is a file beside this one. */
import { type ErrorHandler, Hono, type MiddlewareHandler } from 'hono';
import { apiRoutes } from './api/api.ts';
import type { Operation } from './api/operation.ts';
import { type DashboardParts, dashboardRoutes } from './dashboard/dashboard.ts';
import { notFound } from './failure.ts';
import { type Lifecycle, lifecycleRoutes } from './lifecycle.ts';
import { type Exposition, metricsRoutes } from './metrics.ts';

export interface AppParts {
  readonly metricsPath: string;
  /** Answers what a handler throws. */
  readonly onError: ErrorHandler;
  /** Each stands before everything that follows. */
  readonly access: readonly MiddlewareHandler[];
  readonly exposition: Exposition;
  readonly lifecycle: Lifecycle;
  /** Of the JSON API. */
  readonly operations: readonly Operation[];
  readonly dashboard: DashboardParts;
}

export function buildApp({
  onError,
  access,
  metricsPath,
  exposition,
  lifecycle,
  operations,
  dashboard,
}: AppParts): Hono {
  return new Hono()
    .use(...access)
    .route('/', lifecycleRoutes(lifecycle))
    .route('/', metricsRoutes(metricsPath, exposition))
    .route('/', apiRoutes(operations, dashboard.identity))
    .route('/', dashboardRoutes(dashboard))
    .notFound(notFound(dashboard.identity))
    .onError(onError);
}
