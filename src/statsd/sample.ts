/** What one statsd line says, before any mapping: the value that passes from `statsd/` to `mapping/`. */
import type { Label } from '../series/series.ts';

/** statsd_exporter's three kinds: `c` is a counter, `g` a gauge, `ms`, `h` and `d` are observers. */
export type SampleType = 'counter' | 'gauge' | 'observer';

export interface Sample {
  readonly type: SampleType;
  readonly name: string;
  /** A counter's increment with its sampling factor applied; seconds for `ms`. */
  readonly value: number;
  /** Tags of the line, last one wins, in no particular order. */
  readonly labels: readonly Label[];
  /** A gauge written with a sign changes the gauge rather than setting it. */
  readonly relative?: boolean;
}
