/** How lines are to be read: which tag styles are on, and how much one line may hold. */
import { type BoundValues, defaultsOf } from './bound.ts';

/** Each with what its tags look like; `|#…` is skipped where dogstatsd is off. */
export const TAG_STYLES = {
  dogstatsd: 'name:1|c|#tag:value',
  influxdb: 'name,tag=value:1|c',
  librato: 'name#tag=value:1|c',
  signalfx: 'na[tag=value]me:1|c',
} as const;

export type TagStyle = keyof typeof TAG_STYLES;

/** Characters are UTF-16 code units. */
export const LINE_BOUNDS = {
  maxNameLength: { what: 'longest metric name, in characters', byDefault: 1_024 },
  maxLabels: { what: 'most tags in a line', byDefault: 32 },
  maxLabelNameLength: { what: 'longest name of a tag, in characters', byDefault: 128 },
  maxLabelValueLength: { what: 'longest value of a tag, in characters', byDefault: 1_024 },
  maxValues: { what: 'most values in a line', byDefault: 1_000 },
  maxSampling: { what: 'most samples that a line may stand for by its @factor', byDefault: 10_000 },
} as const;

export interface Dialect extends BoundValues<typeof LINE_BOUNDS> {
  readonly tagStyles: Readonly<Record<TagStyle, boolean>>;
}

/** All tag styles on, as statsd_exporter's flags default to. */
export const DEFAULT_DIALECT: Dialect = {
  tagStyles: { dogstatsd: true, influxdb: true, librato: true, signalfx: true },
  ...defaultsOf(LINE_BOUNDS),
};
