/** Finds what fills a ledger: the names, or common prefixes of names, that most series have. */
import type { DatabaseSync } from 'node:sqlite';
import type { Day } from '../series/day.ts';

export interface Filling {
  /** A metric's name, or a common prefix followed by `*`: a pattern for `popcon ledger drop`. */
  readonly pattern: string;
  readonly metrics: number;
  readonly series: number;
  /** Of names and labels. */
  readonly keyBytes: number;
  readonly counts: number;
  readonly lastDay: Day;
}

/** A name gets a row of its own if it has at least this share of all series. */
const LEAST_SHARE = 0.05;
/** More different next characters than this mean generated names rather than words. */
const MAX_BRANCHES = 6;

/** The largest first. */
export function readFilling(db: DatabaseSync): Filling[] {
  const rows = db
    .prepare(
      `SELECT name, count(*) AS series, sum(octet_length(key)) AS bytes, sum(total) AS counts, max(last_day) AS last
         FROM series GROUP BY name ORDER BY name`,
    )
    .all();
  const metrics = rows.map(
    ({ name, series, bytes, counts, last }): Filling => ({
      pattern: String(name),
      metrics: 1,
      series: Number(series),
      keyBytes: Number(bytes),
      counts: Number(counts),
      lastDay: Number(last),
    }),
  );
  const all = metrics.reduce((sum, { series }) => sum + series, 0);
  return gather(metrics, 0, all * LEAST_SHARE).sort((one, other) => other.series - one.series);
}

/** `metrics` share their first `length` characters. */
function gather(metrics: readonly Filling[], length: number, least: number): Filling[] {
  if (metrics.length <= 1) return [...metrics];
  const branches = Map.groupBy(metrics, ({ pattern }) => pattern.slice(length, length + 1));
  if (branches.size === 1 && !branches.has('')) return gather(metrics, length + 1, least);
  const heavy = [...branches.values()].filter((branch) => seriesOf(branch) >= least);
  if (heavy.length === 0 || branches.size > MAX_BRANCHES) {
    const single = metrics.filter(({ series }) => series >= least);
    const rest = metrics.filter(({ series }) => series < least);
    return [...single, ...(rest.length > 1 && length > 0 ? [together(rest, length)] : rest)];
  }
  return [...branches.values()].flatMap((branch) => gather(branch, length + 1, least));
}

function together(metrics: readonly Filling[], length: number): Filling {
  return {
    pattern: `${metrics[0]?.pattern.slice(0, length) ?? ''}*`,
    metrics: metrics.length,
    series: seriesOf(metrics),
    keyBytes: metrics.reduce((sum, { keyBytes }) => sum + keyBytes, 0),
    counts: metrics.reduce((sum, { counts }) => sum + counts, 0),
    lastDay: Math.max(...metrics.map(({ lastDay }) => lastDay)),
  };
}

function seriesOf(metrics: readonly Filling[]): number {
  return metrics.reduce((sum, { series }) => sum + series, 0);
}
