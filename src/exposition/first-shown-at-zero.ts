/**
 * Decides when a series' count is first shown: after every scraper has been shown the series at 0.
 *
 * Prometheus' increase() and rate() only see what a counter grew by between two scrapes, so the count with which a
 * series first appears is lost to them; and a counter that falls to 0 is taken for a restart and counted again.
 * Hence one mark for all scrapers: series up to it are shown as they are, later ones at 0, to everyone. It moves to
 * the lowest id that every scraper has been shown, and is committed before a count past it is shown. So:
 * - whoever scrapes sees 0 first, then the count, also with several replicas;
 * - nobody who saw a count ever sees 0 after it, also after a restart of the collector, which goes on from the mark;
 * - a scraper that is new, or has a new address, finds older counts as they are: they grew before it watched.
 * Where nobody has ever scraped there is no mark yet: then what is older than a few minutes, or than this process, is
 * taken to have grown before anyone watched. Otherwise the first scraper of a ledger that is a year old would see a
 * year's counts grow between its first two scrapes.
 * The mark is a number; no address leaves memory. After a restart the mark waits for as many scrapers as there were.
 *
 * A scraper is a connection while it lasts (two replicas may share an address, and Prometheus keeps its connection),
 * and an address where it does not.
 */

import type { ShownAtZero } from '../ledger/shown-at-zero.ts';

export interface Scraper {
  /** Identifies the connection. */
  readonly connection: object;
  readonly address: string;
}

interface Seen extends Scraper {
  /** Highest id that it has been shown. */
  shown: number;
  lastMs: number;
  intervalMs: number;
  scrapes: number;
  isOpen: boolean;
}

/** A scraper that has been absent for this long is forgotten, as Prometheus forgets a series after five minutes. */
const STALE_MS = 300_000;
/** How long a scraper is waited for after its connection has ended, since it may be restarting. */
const LEAST_RETURN_MS = 30_000;
const MISSED_SCRAPES = 3;
/** How long known scrapers are waited for after a restart of the collector: longer than usual scrape intervals. */
const RETURN_AFTER_START_MS = 120_000;
/** Bound on the number of scrapers. */
const MAX_SCRAPERS = 256;
/** Series this much older than the first scrape are shown with their counts at once: the time of two slow scrapes. */
const UNWATCHED_MS = 120_000;

export class FirstShownAtZero {
  readonly #seen = new Map<object, Seen>();
  readonly #expected: number;
  readonly #startedMs: number;
  #mark: ShownAtZero;
  #shownToAnyone: number;
  /** Highest ids at two times at least {@link UNWATCHED_MS} apart; the earlier one is used. */
  #before: { readonly lastId: number; readonly atMs: number };
  #after: { readonly lastId: number; readonly atMs: number };

  /** `mark` and the highest id as stored in the ledger. Times are monotonic, in milliseconds. */
  constructor(mark: ShownAtZero, lastId: number, nowMs: number) {
    this.#mark = mark;
    this.#expected = mark.scrapers;
    this.#shownToAnyone = mark.introduced;
    this.#startedMs = nowMs;
    this.#before = { lastId, atMs: nowMs };
    this.#after = this.#before;
  }

  /** To be called periodically: series up to `lastId` are committed. */
  committed(lastId: number, nowMs: number): void {
    if (nowMs - this.#after.atMs < UNWATCHED_MS) return;
    this.#before = this.#after;
    this.#after = { lastId, atMs: nowMs };
  }

  /** Series of higher ids are shown to scrapers at 0. */
  get introduced(): number {
    return this.#mark.introduced;
  }

  /**
   * The mark as it could be now; undefined where it stands there already. To be committed, then {@link advance}d, and
   * then `coming` may be answered: it is counted before it is shown anything, so that it is waited for after a restart.
   */
  due(nowMs: number, coming?: Scraper): ShownAtZero | undefined {
    this.#forget(nowMs);
    if (this.#isUnwatched && this.#seen.size === 0) return { introduced: this.#before.lastId, scrapers: 1 };
    const isWaiting = this.#seen.size < this.#expected && nowMs - this.#startedMs < RETURN_AFTER_START_MS;
    if (isWaiting) return undefined;
    let introduced = this.#shownToAnyone;
    for (const { shown } of this.#seen.values()) introduced = Math.min(introduced, shown);
    introduced = Math.max(introduced, this.#mark.introduced);
    const scrapers = this.#seen.size + (coming !== undefined && this.#isNew(coming) ? 1 : 0);
    const isThere = introduced === this.#mark.introduced && scrapers === this.#mark.scrapers;
    return isThere ? undefined : { introduced, scrapers };
  }

  advance(mark: ShownAtZero): void {
    this.#mark = mark;
  }

  /** To be called when a scraper has been sent everything up to `lastId`. */
  shown({ connection, address }: Scraper, lastId: number, nowMs: number): void {
    const seen = this.#seen.get(connection) ?? this.#meet(connection, address);
    if (seen.scrapes > 0) seen.intervalMs = nowMs - seen.lastMs;
    seen.scrapes++;
    seen.lastMs = nowMs;
    seen.shown = Math.max(seen.shown, lastId);
    this.#shownToAnyone = Math.max(this.#shownToAnyone, lastId);
  }

  /** To be called when a connection has ended. One that scraped only once is not waited for. */
  closed(connection: object): void {
    const seen = this.#seen.get(connection);
    if (seen === undefined) return;
    if (seen.scrapes === 1) this.#seen.delete(connection);
    else seen.isOpen = false;
  }

  /**
   * A new connection takes the place of one from the same address that has ended. Of several it is the one that was
   * shown most: whichever has come back, the others are still waited for.
   */
  #meet(connection: object, address: string): Seen {
    const [before] = [...this.#seen.values()]
      .filter((seen) => !seen.isOpen && seen.address === address)
      .sort((one, other) => other.shown - one.shown);
    if (before !== undefined) this.#seen.delete(before.connection);
    if (this.#seen.size >= MAX_SCRAPERS) this.#seen.delete(this.#seen.keys().next().value ?? {});
    const seen: Seen = {
      connection,
      address,
      shown: 0,
      lastMs: before?.lastMs ?? 0,
      intervalMs: before?.intervalMs ?? 0,
      scrapes: before?.scrapes ?? 0,
      isOpen: true,
    };
    this.#seen.set(connection, seen);
    return seen;
  }

  #isNew({ connection, address }: Scraper): boolean {
    if (this.#seen.has(connection)) return false;
    return ![...this.#seen.values()].some((seen) => !seen.isOpen && seen.address === address);
  }

  /** True if nobody has ever scraped. */
  get #isUnwatched(): boolean {
    return this.#mark.introduced === 0 && this.#mark.scrapers === 0;
  }

  #forget(nowMs: number): void {
    for (const [connection, { isOpen, lastMs, intervalMs }] of this.#seen) {
      const patienceMs = isOpen
        ? STALE_MS
        : Math.min(STALE_MS, Math.max(LEAST_RETURN_MS, MISSED_SCRAPES * intervalMs));
      if (nowMs - lastMs > patienceMs) this.#seen.delete(connection);
    }
  }
}
