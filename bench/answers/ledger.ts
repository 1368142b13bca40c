/** Writes a ledger of any size at once: what a collector would have after years, without waiting for them. */
import { randomNumbers } from '../../src/commands/demo/random-numbers.ts';
import { holdLedger } from '../../src/ledger/open.ts';
import type { Day } from '../../src/series/day.ts';
import { IMPORTED_PACKAGE, NAMESPACE_LABEL, PACKAGE_LABEL, PROCESSES } from '../../src/series/metrics.ts';
import { type Label, makeSeries } from '../../src/series/series.ts';

export interface LedgerSize {
  readonly packages: number;
  readonly namespaces: number;
  readonly days: number;
  /** Every package in every namespace on every day, rather than as popular as packages are. */
  readonly dense: boolean;
  readonly lastDay: Day;
}

export interface Written {
  readonly series: number;
  readonly rows: number;
}

/** Processes a day in the largest namespace; the others are smaller by their rank. */
const PROCESSES_A_DAY = 1_000;

export function packageName(at: number): string {
  return `package-${String(at).padStart(5, '0')}`;
}

/** Writes `path`, which must not exist, in the order of its primary key. */
export function writeLedger(path: string, size: LedgerSize): Written {
  const { db, release } = holdLedger(path);
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; BEGIN');
  const insertSeries = db.prepare('INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)');
  const insertDay = db.prepare('INSERT INTO days VALUES (?, ?, ?)');
  const random = randomNumbers(1);
  const first = size.lastDay - size.days + 1;
  let series = 0;
  let rows = 0;
  const write = (metric: string, labels: readonly Label[], mean: number) => {
    const { key, name, labels: sorted } = makeSeries(metric, labels);
    let total = 0;
    let firstDay = 0;
    let lastDay = 0;
    for (let day = first; day <= size.lastDay; day += 1) {
      const weekend = (day + 3) % 7 > 4;
      const expected = weekend && !size.dense ? mean * 0.25 : mean;
      const count = size.dense
        ? Math.max(1, Math.round(expected))
        : Math.floor(expected) + (random() < expected % 1 ? 1 : 0);
      if (count === 0) continue;
      if (total === 0) firstDay = day;
      lastDay = day;
      total += count;
      insertDay.run(series + 1, day, total);
      rows += 1;
    }
    if (total === 0) return;
    series += 1;
    const json = JSON.stringify(Object.fromEntries(sorted.map((label) => [label.name, label.value])));
    insertSeries.run(series, key, name, json, total, firstDay, lastDay);
  };
  for (let at = 0; at < size.namespaces; at += 1) {
    const namespace = { name: NAMESPACE_LABEL, value: `hub-${String(at).padStart(3, '0')}` };
    const processes = PROCESSES_A_DAY / (1 + at);
    write(PROCESSES, [namespace], processes);
    for (let rank = 0; rank < size.packages; rank += 1) {
      const share = 0.9 / (1 + rank * 0.3) ** 1.2;
      write(
        IMPORTED_PACKAGE,
        [namespace, { name: PACKAGE_LABEL, value: packageName(rank) }],
        processes * share,
      );
    }
  }
  // The last to close it empties the log.
  db.exec('COMMIT; PRAGMA journal_mode = WAL');
  release();
  return { series, rows };
}
