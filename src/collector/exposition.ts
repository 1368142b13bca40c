/** Content of `/metrics`: series of the ledger, installed packages without imports, the collector's own metrics. */
import type { Family } from '../exposition/family.ts';
import { FirstShownAtZero, type Scraper } from '../exposition/first-shown-at-zero.ts';
import type { Recorder } from '../ledger/recorder.ts';
import { type ShownAtZero, writeShownAtZero } from '../ledger/shown-at-zero.ts';
import type { Exposition } from '../web/metrics.ts';
import type { Renderings } from './rendering.ts';

export interface ExpositionParts {
  readonly recorder: Recorder;
  readonly renderings: Pick<Renderings, 'of'>;
  /** As stored in the ledger. */
  readonly mark: ShownAtZero;
  /** Changes when inventories change or series are dropped. */
  readonly inventories: () => number;
  readonly selfFamilies: () => readonly Family[];
  /** Monotonic, in milliseconds. */
  readonly elapsedMs: () => number;
}

export interface LiveExposition extends Exposition {
  /** To be called periodically. */
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

/** Commits the mark before it is used, so that it survives a restart; if the disk refuses, the old mark stays. */
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
    // The next flush will fail in the same way and report it.
  }
}
