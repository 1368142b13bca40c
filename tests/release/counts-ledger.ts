/** A real ledger with exactly these counts on these days; counts can be added later, as a collector would. */
import { holdLedger } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { checkedDay } from '../../src/series/day.ts';
import { IMPORTED_PACKAGE, NAMESPACE_LABEL, PACKAGE_LABEL, PROCESSES } from '../../src/series/metrics.ts';
import { makeSeries, type Series } from '../../src/series/series.ts';

/** Of one namespace ('' for none) on one day. */
export interface DayCounts {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly namespace?: string;
  readonly processes: number;
  readonly packages: Readonly<Record<string, number>>;
}

export async function addCounts(path: string, rows: readonly DayCounts[]): Promise<void> {
  const ledger = holdLedger(path);
  try {
    const recorder = new Recorder(path, ledger.db);
    const ids = new Map(
      ledger.db
        .prepare('SELECT key, id FROM series')
        .all()
        .map((row) => [String(row.key), Number(row.id)] as const),
    );
    for (const { day, namespace = '', processes, packages } of rows) {
      const dayNumber = checkedDay(day);
      const counts: (readonly [Series, number])[] = [
        [seriesOf(PROCESSES, namespace), processes],
        ...Object.entries(packages).map(
          ([name, count]) => [seriesOf(IMPORTED_PACKAGE, namespace, name), count] as const,
        ),
      ];
      const counted = counts.filter(([, count]) => count > 0);
      const newSeries = counted.flatMap(([series]) => {
        if (ids.has(series.key)) return [];
        const id = ids.size + 1;
        ids.set(series.key, id);
        return [{ id, key: series.key }];
      });
      recorder.record({
        day: dayNumber,
        newSeries,
        ids: Uint32Array.from(counted, ([series]) => ids.get(series.key) ?? 0),
        amounts: Float64Array.from(counted, ([, count]) => count),
        samples: counted.length,
      });
      await recorder.flush();
      if (recorder.failure !== undefined) throw recorder.failure;
    }
    await recorder.settle();
  } finally {
    ledger.release();
  }
}

function seriesOf(metric: string, namespace: string, name?: string): Series {
  return makeSeries(metric, [
    ...(namespace === '' ? [] : [{ name: NAMESPACE_LABEL, value: namespace }]),
    ...(name === undefined ? [] : [{ name: PACKAGE_LABEL, value: name }]),
  ]);
}
