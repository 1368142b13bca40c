/**
 * The keys that shape timers, histograms and distributions. This collector records counters only, so they are
 * checked, since the file is shared with statsd_exporter, and then let go.
 */
import { readChoice, readCount, readDuration, readNumber } from './scalars.ts';
import type { Fields, ReadValue, ValueNode, YamlReader } from './yaml-reader.ts';

type ObserverType = 'summary' | 'histogram';

export interface ObserverKeys {
  readonly observer_type?: ObserverType;
  /** Old name of `observer_type`. */
  readonly timer_type?: ObserverType;
  /** Old place of `histogram_options.buckets`. */
  readonly buckets?: readonly number[];
  /** Old place of `summary_options.quantiles`. */
  readonly quantiles?: readonly Quantile[];
  readonly summary_options?: { readonly quantiles?: readonly Quantile[] };
  readonly histogram_options?: { readonly buckets?: readonly number[] };
}

interface Quantile {
  readonly quantile?: number;
  readonly error?: number;
}

const readObserverType = readChoice<ObserverType>({
  summary: 'summary',
  histogram: 'histogram',
  '': 'summary',
});

const readBuckets: ReadValue<number[]> = (reader, node) => reader.readList(node, '`buckets`', readNumber);

const readQuantiles: ReadValue<Quantile[]> = (reader, node) =>
  reader.readList(node, '`quantiles`', (_, item) =>
    reader.readFields<Quantile>(item, 'a quantile', { quantile: readNumber, error: readNumber }),
  );

export const OBSERVER_FIELDS: Fields<ObserverKeys> = {
  observer_type: readObserverType,
  timer_type: readObserverType,
  buckets: readBuckets,
  quantiles: readQuantiles,
  summary_options: (reader, node) =>
    reader.readFields(node, '`summary_options`', {
      quantiles: readQuantiles,
      max_age: readDuration,
      age_buckets: readCount,
      buf_cap: readCount,
    }),
  histogram_options: (reader, node) =>
    reader.readFields(node, '`histogram_options`', {
      buckets: readBuckets,
      native_histogram_bucket_factor: readNumber,
      native_histogram_max_buckets: readCount,
    }),
};

/** Reports keys of a rule that exclude each other, as statsd_exporter does. */
export function checkObserverKeys(
  keys: ObserverKeys,
  defaults: ObserverKeys,
  reader: YamlReader,
  { place }: ValueNode,
): void {
  const type = keys.observer_type ?? keys.timer_type ?? defaults.observer_type ?? defaults.timer_type;
  if (keys.quantiles !== undefined && keys.summary_options?.quantiles !== undefined) {
    reader.report(place, '`quantiles` stands both in the rule and in its `summary_options`: keep the latter');
  }
  if (keys.buckets !== undefined && keys.histogram_options?.buckets !== undefined) {
    reader.report(place, '`buckets` stands both in the rule and in its `histogram_options`: keep the latter');
  }
  if (type === 'histogram' && keys.summary_options !== undefined) {
    reader.report(place, 'a rule with `observer_type: histogram` cannot have `summary_options`');
  }
  if (type === 'summary' && keys.histogram_options !== undefined) {
    reader.report(place, 'a rule with `observer_type: summary` cannot have `histogram_options`');
  }
}
