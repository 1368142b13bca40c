/** `/metrics`: what is committed, and what the collector says of itself, in the format that is asked for. */
import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import type { Family } from '../exposition/family.ts';
import type { Scraper } from '../exposition/introductions.ts';
import { OPENMETRICS_CONTENT_TYPE, renderOpenMetrics } from '../exposition/openmetrics.ts';
import { renderText, TEXT_CONTENT_TYPE } from '../exposition/text.ts';

/** One answer to a scraper. */
export interface Scrape {
  readonly families: readonly Family[];
  /** To be called when the scraper has been sent all of it. */
  readonly sent: () => void;
}

export interface Exposition {
  /** Everything as it is. */
  readonly families: () => readonly Family[];
  /** As a scraper is to see it: series that are new to scrapers at 0. */
  readonly scrape: (scraper: Scraper) => Promise<Scrape>;
  readonly scraperGone: (connection: object) => void;
}

/** Prometheus and what acts as it send this; a person does not. */
const SCRAPER_HEADER = 'X-Prometheus-Scrape-Timeout-Seconds';

export function metricsRoutes(path: string, exposition: Exposition): Hono<{ Bindings: HttpBindings }> {
  const watched = new WeakSet<object>();
  return new Hono<{ Bindings: HttpBindings }>().get(path, async (context) => {
    if (context.req.header(SCRAPER_HEADER) === undefined) return answer(context, exposition.families());
    const { outgoing, incoming } = context.env;
    const connection = incoming.socket;
    if (!watched.has(connection)) {
      watched.add(connection);
      connection.once('close', () => exposition.scraperGone(connection));
    }
    const address = getConnInfo(context).remote.address ?? '';
    const { families, sent } = await exposition.scrape({ connection, address });
    outgoing.once('finish', sent);
    return answer(context, families);
  });
}

function answer(context: Context, families: readonly Family[]): Response {
  if (!wantsOpenMetrics(context.req.header('Accept') ?? '')) {
    const blocks = ReadableStream.from(renderText(families)).pipeThrough(new TextEncoderStream());
    return context.body(blocks, 200, { 'Content-Type': TEXT_CONTENT_TYPE });
  }
  return context.body(renderOpenMetrics(families), 200, { 'Content-Type': OPENMETRICS_CONTENT_TYPE });
}

/**
 * Prometheus by default takes both and would rather have OpenMetrics, in which every counter is called otherwise:
 * so it is for those who take nothing else (`scrape_protocols: [OpenMetricsText1.0.0]`).
 */
function wantsOpenMetrics(accept: string): boolean {
  return accept.includes('application/openmetrics-text') && !accept.includes('text/plain');
}
