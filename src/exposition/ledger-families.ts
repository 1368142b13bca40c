/** Committed series in, families by metric name out, in order of their names; series in the order they came in. */
import type { Day } from '../series/day.ts';
import type { ExposedSample, Family } from './family.ts';

/** A series as the ledger has committed it; without an id one that has no row, and stands at 0. */
export interface RecordedSeries {
  readonly id?: number;
  readonly key: string;
  readonly name: string;
  readonly total: number;
  readonly firstDay?: Day;
}

/**
 * `helpOf` may not know a name; then the help says where the metric comes from. Series of ids past `introduced`
 * are given at 0, see introductions.ts.
 */
export function ledgerFamilies(
  series: Iterable<RecordedSeries>,
  helpOf: (name: string) => string | undefined,
  introduced: number = Number.POSITIVE_INFINITY,
): Family[] {
  const byName = new Map<string, RecordedSeries[]>();
  for (const one of series) {
    const others = byName.get(one.name);
    if (others === undefined) byName.set(one.name, [one]);
    else others.push(one);
  }
  return [...byName].sort(byFirst).map(([name, recorded]) => ({
    name,
    type: 'counter',
    help: helpOf(name) ?? 'Counted from statsd lines.',
    samples: exposed(recorded, introduced),
  }));
}

/**
 * Totals as they are now, whatever is committed while they are sent; samples one by one, as they are asked for:
 * fifty thousand of them at once would be the most that a collector holds.
 */
function exposed(series: readonly RecordedSeries[], introduced: number): Iterable<ExposedSample> {
  const values = Float64Array.from(series, ({ id = 0, total }) => (id > introduced ? 0 : total));
  return {
    *[Symbol.iterator]() {
      for (const [index, { key, firstDay }] of series.entries()) {
        yield { key, value: values[index] ?? 0, ...(firstDay !== undefined && { firstDay }) };
      }
    },
  };
}

function byFirst([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
