/** How lines are to be read: which tag styles are on, and how much one line may hold. */

export interface Dialect {
  /** `name:1|c|#tag:value` (DogStatsD). Where off, `|#…` is skipped. */
  readonly dogstatsdTags: boolean;
  /** `name,tag=value:1|c` (InfluxDB). */
  readonly influxdbTags: boolean;
  /** `name#tag=value:1|c` (Librato). */
  readonly libratoTags: boolean;
  /** `na[tag=value]me:1|c` (SignalFX). */
  readonly signalfxTags: boolean;
  /** UTF-16 code units, as the three label bounds. */
  readonly maxNameLength: number;
  readonly maxLabels: number;
  readonly maxLabelNameLength: number;
  readonly maxLabelValueLength: number;
  readonly maxValuesPerLine: number;
  /** The product of a sample's factors: one line may stand for at most 1 / this many. */
  readonly minSampleFactor: number;
}

/** All tag styles on, as statsd_exporter's flags default to. */
export const DEFAULT_DIALECT: Dialect = {
  dogstatsdTags: true,
  influxdbTags: true,
  libratoTags: true,
  signalfxTags: true,
  maxNameLength: 1_024,
  maxLabels: 32,
  maxLabelNameLength: 128,
  maxLabelValueLength: 1_024,
  maxValuesPerLine: 1_000,
  minSampleFactor: 0.0001,
};
