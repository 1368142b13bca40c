/**
 * Installed packages that nobody has imported yet, as series at 0: without them Prometheus could not be asked
 * for what is unused. One is left out as soon as any series of its name is there, whatever its other labels.
 */
import { IMPORTED_PACKAGE, PACKAGE_LABEL } from '../series/metrics.ts';
import { makeSeries } from '../series/series.ts';
import type { RecordedSeries } from './ledger-families.ts';

/** The committed series, by ids that only grow. */
export interface SeriesById {
  readonly lastId: number;
  get(id: number): RecordedSeries | undefined;
}

/** Label values are escaped in a key; a normalised name holds nothing that would be. */
const PACKAGE = new RegExp(`[{,]${PACKAGE_LABEL}="([a-z0-9-]+)"`);

export class InstalledAtZero {
  #unseen = new Map<string, RecordedSeries>();
  readonly #seen = new Set<string>();
  #lastId = 0;

  /** `names` as distributions are called: normalised. */
  setInstalled(names: Iterable<string>): void {
    this.#unseen = new Map();
    for (const name of names) if (!this.#seen.has(name)) this.#unseen.set(name, atZero(name));
  }

  /** Looks at what was committed since the last call, so that a scrape does not cost a look at every series. */
  without(committed: SeriesById): Iterable<RecordedSeries> {
    for (; this.#lastId < committed.lastId; this.#lastId++) {
      const series = committed.get(this.#lastId + 1);
      const name = series?.name === IMPORTED_PACKAGE ? PACKAGE.exec(series.key)?.[1] : undefined;
      if (name === undefined) continue;
      this.#seen.add(name);
      this.#unseen.delete(name);
    }
    return this.#unseen.values();
  }
}

function atZero(name: string): RecordedSeries {
  const { key } = makeSeries(IMPORTED_PACKAGE, [{ name: PACKAGE_LABEL, value: name }]);
  return { key, name: IMPORTED_PACKAGE, total: 0 };
}
