/** The one HTTP application: each part of it is a file beside this one. */
import { Hono } from 'hono';
import type { Family } from '../exposition/family.ts';
import { apiRoutes } from './api.ts';
import { type DashboardParts, dashboardRoutes } from './dashboard.ts';
import { type Lifecycle, lifecycleRoutes } from './lifecycle.ts';
import { metricsRoutes } from './metrics.ts';
import type { Operation } from './operation.ts';

export interface AppParts {
  readonly metricsPath: string;
  readonly families: () => Iterable<Family>;
  readonly lifecycle: Lifecycle;
  /** Of the JSON API. */
  readonly operations: readonly Operation[];
  readonly dashboard: DashboardParts;
}

export function buildApp({ metricsPath, families, lifecycle, operations, dashboard }: AppParts): Hono {
  return new Hono()
    .route('/', lifecycleRoutes(lifecycle))
    .route('/', metricsRoutes(metricsPath, families))
    .route('/', apiRoutes(operations, dashboard.version))
    .route('/', dashboardRoutes(dashboard));
}
