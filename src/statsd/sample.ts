/** The meaning of one statsd line, before any mapping: the value that passes from `statsd/` to `mapping/`. */
import type { Label } from '../series/series.ts';

/** statsd_exporter's three kinds: `c` is a counter, `g` a gauge, `ms`, `h` and `d` are observers. */
export const SAMPLE_TYPES = ['counter', 'gauge', 'observer'] as const;
export type SampleType = (typeof SAMPLE_TYPES)[number];

export interface Sample {
  readonly type: SampleType;
  readonly name: string;
  /** Finite. A counter's increment with its sampling factor applied; seconds for `ms`. It may be negative. */
  readonly value: number;
  /** Tags of the line, each name once, in no particular order; every name is a valid label name. */
  readonly labels: readonly Label[];
  /** A gauge written with a sign changes the gauge rather than setting it. */
  readonly relative?: boolean;
  /** How many observations the sample of an observer stands for by its sampling factor, where more than one. */
  readonly observations?: number;
}
