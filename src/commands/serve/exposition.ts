/** What `/metrics` shows: the ledger's series, packages that nobody imports yet, and the collector itself. */
import type { Family } from '../../exposition/family.ts';
import { Introductions } from '../../exposition/introductions.ts';
import { ledgerFamilies, type RecordedSeries } from '../../exposition/ledger-families.ts';
import { type Mark, writeMark } from '../../ledger/mark.ts';
import type { Recorder } from '../../ledger/recorder.ts';
import { METRIC_HELP } from '../../series/metrics.ts';
import type { Exposition } from '../../web/metrics.ts';

export interface ExpositionParts {
  readonly recorder: Recorder;
  /** As the ledger has it. */
  readonly mark: Mark;
  readonly unimported: () => Iterable<RecordedSeries>;
  readonly selfFamilies: () => readonly Family[];
  /** Milliseconds that never go back. */
  readonly elapsedMs: () => number;
}

export interface LiveExposition extends Exposition {
  /** To be called after each commit. */
  readonly committed: () => void;
}

export function openExposition(parts: ExpositionParts): LiveExposition {
  const { recorder, elapsedMs } = parts;
  const { totals } = recorder;
  const introductions = new Introductions(parts.mark, totals.lastId, elapsedMs());
  const helpOf = (name: string) => totals.helpOf(name) ?? METRIC_HELP.get(name);
  const families = (introduced?: number): Family[] => [
    ...ledgerFamilies(chain(totals, parts.unimported()), helpOf, introduced),
    ...parts.selfFamilies(),
  ];
  return {
    families: () => families(),
    async scrape(scraper) {
      await moveMark(recorder, introductions, elapsedMs());
      const { lastId } = totals;
      return {
        families: families(introductions.introduced),
        sent: () => introductions.shown(scraper, lastId, elapsedMs()),
      };
    },
    scraperGone: (connection) => introductions.closed(connection),
    committed: () => introductions.committed(totals.lastId, elapsedMs()),
  };
}

function* chain<T>(...parts: readonly Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part;
}

/** Committed first, for after a restart the new mark must hold. Where the disk refuses, the old one stays. */
async function moveMark(recorder: Recorder, introductions: Introductions, nowMs: number): Promise<void> {
  const due = introductions.due(nowMs);
  if (due === undefined) return;
  try {
    await recorder.write((db) => writeMark(db, due));
    introductions.advance(due);
  } catch {
    // The next flush meets the same disk, and says so.
  }
}
