/** `/metrics`: what is committed, and what the collector says of itself. */
import { Hono } from 'hono';
import type { Family } from '../exposition/family.ts';
import { renderText, TEXT_CONTENT_TYPE } from '../exposition/text.ts';

export function metricsRoutes(path: string, families: () => Iterable<Family>): Hono {
  return new Hono().get(path, (context) =>
    context.body(renderText(families()), 200, { 'Content-Type': TEXT_CONTENT_TYPE }),
  );
}
