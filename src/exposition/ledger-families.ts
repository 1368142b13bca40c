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
  const byName = new Map<string, ExposedSample[]>();
  for (const { id = 0, key, name, total, firstDay } of series) {
    const sample = { key, value: id > introduced ? 0 : total, ...(firstDay !== undefined && { firstDay }) };
    const samples = byName.get(name);
    if (samples === undefined) byName.set(name, [sample]);
    else samples.push(sample);
  }
  return [...byName.keys()].sort().map((name) => ({
    name,
    type: 'counter',
    help: helpOf(name) ?? 'Counted from statsd lines.',
    samples: byName.get(name) ?? [],
  }));
}
