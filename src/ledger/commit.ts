/** The SQL of one commit. The caller opens the transaction, and updates the totals after it. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { splitSeriesKey } from '../series/series.ts';
import type { Change, Totals } from './totals.ts';

/** The prepared statements of the ledger's only writer. */
export class Committer {
  readonly #totals: Totals;
  readonly #insertSeries: StatementSync;
  readonly #updateSeries: StatementSync;
  readonly #upsertDay: StatementSync;
  readonly #startEarlierDay: StatementSync;
  readonly #raiseDaysFrom: StatementSync;
  readonly #upsertHelp: StatementSync;
  readonly #deleteHelp: StatementSync;

  constructor(db: DatabaseSync, totals: Totals) {
    this.#totals = totals;
    this.#insertSeries = db.prepare(
      'INSERT INTO series (id, key, name, labels, total, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#updateSeries = db.prepare(
      'UPDATE series SET total = ?2, first_day = min(first_day, ?3), last_day = max(last_day, ?3) WHERE id = ?1',
    );
    this.#upsertDay = db.prepare(
      'INSERT INTO days VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET total = excluded.total',
    );
    this.#startEarlierDay = db.prepare(
      `INSERT INTO days VALUES (?1, ?2, coalesce(
         (SELECT total FROM days WHERE series_id = ?1 AND day < ?2 ORDER BY day DESC LIMIT 1), 0))
       ON CONFLICT DO NOTHING`,
    );
    this.#raiseDaysFrom = db.prepare('UPDATE days SET total = total + ?3 WHERE series_id = ?1 AND day >= ?2');
    this.#upsertHelp = db.prepare(
      'INSERT INTO metrics VALUES (?, ?) ON CONFLICT DO UPDATE SET help = excluded.help',
    );
    this.#deleteHelp = db.prepare('DELETE FROM metrics WHERE name = ?');
  }

  /** Writes the first increment of a series that is not in the ledger yet. */
  addFirst({ id, day, amount }: Change, key: string): void {
    const { name, labels } = splitSeriesKey(key);
    this.#insertSeries.run(id, key, name, labels, amount, day, day);
    this.#upsertDay.run(id, day, amount);
  }

  /** An empty text means none. */
  setHelp(name: string, help: string): void {
    if (help === '') this.#deleteHelp.run(name);
    else this.#upsertHelp.run(name, help);
  }

  /**
   * Writes the increment of one series that is in the ledger. If the day is before the series' last one (the clock was set back), the totals
   * of the later days are raised too, so that every difference of two days stays correct.
   */
  add({ id, day, amount }: Change): void {
    const after = this.#totals.totalOf(id) + amount;
    this.#updateSeries.run(id, after, day);
    if (day >= this.#totals.lastDayOf(id)) {
      this.#upsertDay.run(id, day, after);
    } else {
      this.#startEarlierDay.run(id, day);
      this.#raiseDaysFrom.run(id, day, amount);
    }
  }
}
