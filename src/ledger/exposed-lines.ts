/**
 * The committed series as lines of an exposition format, formatted by SQLite itself: fifty thousand series are then a
 * few hundred texts instead of rows. They are read by ranges of ids, since sorting all by name takes three times as
 * long. The caller holds a transaction, so that all is of one moment.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { PackedSeries } from '../series/series.ts';

/** Lines of one metric, without the last line feed. */
export interface Lines {
  readonly name: string;
  readonly lines: string;
}

/** Most series in one text. */
const SERIES_PER_TEXT = 250;

/** Whole numbers up to 2^53 as they are; others with the fewest digits that are exact. */
const VALUE = `CASE
  WHEN id > ?1 THEN '0'
  WHEN total = CAST(total AS INTEGER) AND total <= 9007199254740992 THEN CAST(total AS INTEGER)
  WHEN CAST(printf('%!.15g', total) AS REAL) = total THEN printf('%!.15g', total)
  ELSE printf('%!.17g', total) END`;
const PLAIN = `concat(key, ' ', ${VALUE})`;
const BASE = `CASE WHEN substr(name, -6) = '_total' THEN substr(name, 1, length(name) - 6) ELSE name END`;
/** By bytes: of a text, `substr` sees nothing behind a zero byte, which a tag may have. */
const LABELS = 'CAST(substr(CAST(key AS BLOB), length(name) + 1) AS TEXT)';
const COUNTER = `concat(${BASE}, '_total', ${LABELS}, ' ', ${VALUE}, char(10),
  ${BASE}, '_created', ${LABELS}, ' ', first_day * 86400)`;

const TEXT = query(PLAIN);
const OPENMETRICS = query(COUNTER);
const PARTLY_PLAIN = query(
  `CASE WHEN name IN (SELECT value FROM json_each(?3)) THEN ${PLAIN} ELSE ${COUNTER} END`,
);

/** In the text format, ordered by id within a metric. Series with ids above `introduced` are at 0. */
export function textLines(db: DatabaseSync, introduced: number): Iterable<Lines> {
  return run(db, TEXT, introduced);
}

/** In OpenMetrics: counters with their `_created`, except those in `plainNames`. */
export function openMetricsLines(
  db: DatabaseSync,
  introduced: number,
  plainNames: readonly string[],
): Iterable<Lines> {
  if (plainNames.length === 0) return run(db, OPENMETRICS, introduced);
  return run(db, PARTLY_PLAIN, introduced, JSON.stringify(plainNames));
}

export function metricNames(db: DatabaseSync): string[] {
  return db
    .prepare('SELECT DISTINCT name FROM series')
    .all()
    .map(({ name }) => String(name));
}

/** In ascending order of their ids, some hundred a text. */
export function allSeries(db: DatabaseSync): PackedSeries {
  const texts = db
    .prepare(
      `SELECT group_concat(id, ' ' ORDER BY id) AS ids, group_concat(key, char(10) ORDER BY id) AS keys FROM series
         GROUP BY id / ${SERIES_PER_TEXT} ORDER BY id / ${SERIES_PER_TEXT}`,
    )
    .all();
  const ids = texts.flatMap((text) => String(text.ids).split(' ').map(Number));
  return { ids: Uint32Array.from(ids), keys: texts.map(({ keys }) => String(keys)) };
}

/** The highest id, or 0. */
export function lastSeriesId(db: DatabaseSync): number {
  return Number(db.prepare('SELECT max(id) AS id FROM series').get()?.id ?? 0);
}

/** HELP texts that mapping rules gave, by metric name. */
export function helpTexts(db: DatabaseSync): Map<string, string> {
  const rows = db.prepare('SELECT name, help FROM metrics').all();
  return new Map(rows.map(({ name, help }) => [String(name), String(help)]));
}

function query(line: string): string {
  return `SELECT name, group_concat(${line}, char(10)) AS lines FROM series
    WHERE id >= ?2 AND id < ?2 + ${SERIES_PER_TEXT} GROUP BY name`;
}

function idOf(introduced: number): number {
  return Math.min(introduced, Number.MAX_SAFE_INTEGER);
}

function* run(
  db: DatabaseSync,
  sql: string,
  introduced: number,
  ...values: readonly SQLInputValue[]
): Iterable<Lines> {
  const firstFrom = db.prepare('SELECT min(id) AS id FROM series WHERE id >= ?');
  const range = db.prepare(sql);
  for (let from = 0; ; from += SERIES_PER_TEXT) {
    const first = firstFrom.get(from)?.id;
    if (typeof first !== 'number') return;
    from = first;
    for (const { name, lines } of range.iterate(idOf(introduced), from, ...values)) {
      yield { name: String(name), lines: String(lines) };
    }
  }
}
