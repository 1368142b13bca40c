/** The one HTTP application: each part of it is a file beside this one. */
import { Hono } from 'hono';
import type { Family } from '../exposition/family.ts';
import { type Lifecycle, lifecycleRoutes } from './lifecycle.ts';
import { metricsRoutes } from './metrics.ts';

export interface AppParts {
  readonly metricsPath: string;
  readonly families: () => Iterable<Family>;
  readonly lifecycle: Lifecycle;
}

export function buildApp({ metricsPath, families, lifecycle }: AppParts): Hono {
  return new Hono().route('/', lifecycleRoutes(lifecycle)).route('/', metricsRoutes(metricsPath, families));
}
