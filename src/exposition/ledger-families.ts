/** Committed series in, families by metric name out, names and series in order of their text. */
import type { ExposedSample, Family } from './family.ts';

/** A series as the ledger has committed it. */
export interface RecordedSeries {
  readonly key: string;
  readonly name: string;
  readonly total: number;
}

/** `helpOf` may not know a name; then the help says where the metric comes from. */
export function ledgerFamilies(
  series: Iterable<RecordedSeries>,
  helpOf: (name: string) => string | undefined,
): Family[] {
  const byName = new Map<string, ExposedSample[]>();
  for (const { key, name, total } of series) {
    const samples = byName.get(name);
    if (samples === undefined) byName.set(name, [{ key, value: total }]);
    else samples.push({ key, value: total });
  }
  return [...byName.keys()].sort().map((name) => ({
    name,
    type: 'counter',
    help: helpOf(name) ?? 'Counted from statsd lines.',
    samples: (byName.get(name) ?? []).sort((a, b) => (a.key < b.key ? -1 : 1)),
  }));
}
