/** `/metrics`: what is committed, and what the collector says of itself, in the format that is asked for. */
import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import type { Family } from '../exposition/family.ts';
import type { Scraper } from '../exposition/first-shown-at-zero.ts';
import { OPENMETRICS_CONTENT_TYPE, OPENMETRICS_END, renderOpenMetrics } from '../exposition/openmetrics.ts';
import { renderText, TEXT_CONTENT_TYPE } from '../exposition/text.ts';
import { Failure } from '../failure.ts';
import { takesOnly } from './failure.ts';
import { gzipBody, type Piece, packed, plainBody } from './pieces.ts';

/** The ledger's part of an answer, which others may be sent too. */
export interface Rendering {
  readonly pieces: readonly Piece[];
  /** The highest id of a series in it. */
  readonly lastId: number;
  /** Keeps it while it is sent; `close` is called where others need the room. Returns what lets it go. */
  readonly hold: (close: () => void) => () => void;
}

export type Format = 'text' | 'openmetrics';

/** One answer to a scraper. */
export interface Scrape {
  readonly rendering: Rendering;
  /** To be called when the scraper has been sent all of it. */
  readonly sent: () => void;
}

/** Rejects with a `Failure` where nothing can be rendered now. */
export interface Exposition {
  /** Everything as it is. */
  readonly show: (format: Format) => Promise<Rendering>;
  /** As a scraper is to see it: series that are new to scrapers at 0. */
  readonly scrape: (format: Format, scraper: Scraper) => Promise<Scrape>;
  readonly scraperGone: (connection: object) => void;
  readonly selfFamilies: () => readonly Family[];
}

/** Prometheus and what acts as it send this; a person does not. */
const SCRAPER_HEADER = 'X-Prometheus-Scrape-Timeout-Seconds';

type Env = { Bindings: HttpBindings };

export function metricsRoutes(path: string, exposition: Exposition): Hono<Env> {
  const watched = new WeakSet<object>();
  const scrape = async (context: Context<Env>, format: Format) => {
    const { incoming, outgoing } = context.env;
    const connection = incoming.socket;
    if (!watched.has(connection)) {
      watched.add(connection);
      connection.once('close', () => exposition.scraperGone(connection));
    }
    const address = getConnInfo(context).remote.address ?? '';
    const { rendering, sent } = await exposition.scrape(format, { connection, address });
    outgoing.once('finish', sent);
    return rendering;
  };
  return new Hono<Env>()
    .get(path, async (context) => {
      const format = wantsOpenMetrics(context.req.header('Accept') ?? '') ? 'openmetrics' : 'text';
      const isScraper = context.req.header(SCRAPER_HEADER) !== undefined;
      // Nothing is rendered for a client that is gone.
      if (context.env.incoming.socket.destroyed) return context.body(null);
      try {
        const rendering = isScraper ? await scrape(context, format) : await exposition.show(format);
        return answer(context, format, rendering, exposition.selfFamilies());
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return context.text(`${error.message}\n`, 503);
      }
    })
    .all(path, takesOnly('GET', 'HEAD'));
}

function answer(
  context: Context<Env>,
  format: Format,
  { pieces, hold }: Rendering,
  self: readonly Family[],
): Response {
  const { outgoing } = context.env;
  if (outgoing.destroyed) return context.body(null);
  outgoing.once(
    'close',
    hold(() => outgoing.destroy()),
  );
  const rest = format === 'openmetrics' ? renderOpenMetrics(self) + OPENMETRICS_END : renderText(self);
  const whole = [...pieces, packed(rest)];
  const isCompressed = takesGzip(context.req.header('Accept-Encoding') ?? '');
  // What is taken before the head is sent waits for it.
  const isSent = () => outgoing.headersSent && outgoing.writableLength === 0;
  const { chunks, length } = isCompressed ? gzipBody(whole) : plainBody(whole, isSent);
  return context.body(ReadableStream.from(chunks), 200, {
    'Content-Type': format === 'openmetrics' ? OPENMETRICS_CONTENT_TYPE : TEXT_CONTENT_TYPE,
    'Content-Length': String(length),
    Vary: 'Accept, Accept-Encoding',
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  });
}

/**
 * Prometheus by default takes both and would rather have OpenMetrics, in which every counter is called otherwise:
 * so it is for those who name it and do not name text (`scrape_protocols: [OpenMetricsText1.0.0]`). A type with
 * `q=0` is one that is not taken (RFC 9110, 12.4.2).
 */
function wantsOpenMetrics(accept: string): boolean {
  const taken = takenOf(accept);
  return taken.includes('application/openmetrics-text') && !taken.some((type) => type.startsWith('text/'));
}

function takesGzip(acceptEncoding: string): boolean {
  const refused = parseAccept(acceptEncoding).some(({ type, q }) => type.toLowerCase() === 'gzip' && q === 0);
  const taken = takenOf(acceptEncoding);
  return !refused && (taken.includes('gzip') || taken.includes('x-gzip') || taken.includes('*'));
}

function takenOf(header: string): string[] {
  return parseAccept(header).flatMap(({ type, q }) => (q > 0 ? [type.toLowerCase()] : []));
}
