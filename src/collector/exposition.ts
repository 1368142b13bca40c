/** What `/metrics` shows: the ledger's series, packages that nobody imports yet, and the collector itself. */
import type { Family } from '../exposition/family.ts';
import { FirstShownAtZero, type Scraper } from '../exposition/first-shown-at-zero.ts';
import type { Recorder } from '../ledger/recorder.ts';
import { type ShownAtZero, writeShownAtZero } from '../ledger/shown-at-zero.ts';
import type { Exposition } from '../web/metrics.ts';
import type { Renderings } from './rendering.ts';

export interface ExpositionParts {
  readonly recorder: Recorder;
  readonly renderings: Pick<Renderings, 'of'>;
  /** As the ledger has it. */
  readonly mark: ShownAtZero;
  /** Another number where inventories have changed, or series are gone. */
  readonly inventories: () => number;
  readonly selfFamilies: () => readonly Family[];
  /** Milliseconds that never go back. */
  readonly elapsedMs: () => number;
}

export interface LiveExposition extends Exposition {
  /** To be called as time goes by. */
  readonly tick: () => void;
}

export function openExposition(parts: ExpositionParts): LiveExposition {
  const { recorder, renderings, elapsedMs, inventories } = parts;
  const firstShown = new FirstShownAtZero(parts.mark, recorder.totals.lastId, elapsedMs());
  return {
    show: (format) =>
      renderings.of({ format, introduced: Number.MAX_SAFE_INTEGER, inventories: inventories() }),
    async scrape(format, scraper) {
      await commitShownAtZero(recorder, firstShown, scraper, elapsedMs());
      const { introduced } = firstShown;
      const rendering = await renderings.of({ format, introduced, inventories: inventories() });
      return { rendering, sent: () => firstShown.shown(scraper, rendering.lastId, elapsedMs()) };
    },
    scraperGone: (connection) => firstShown.closed(connection),
    selfFamilies: parts.selfFamilies,
    tick: () => firstShown.committed(recorder.totals.lastId, elapsedMs()),
  };
}

/** Committed first, for after a restart the new mark must hold. Where the disk refuses, the old one stays. */
async function commitShownAtZero(
  recorder: Recorder,
  firstShown: FirstShownAtZero,
  scraper: Scraper,
  nowMs: number,
): Promise<void> {
  const due = firstShown.due(nowMs, scraper);
  if (due === undefined) return;
  try {
    await recorder.write((db) => writeShownAtZero(db, due));
    firstShown.advance(due);
  } catch {
    // The next flush meets the same disk, and says so.
  }
}
