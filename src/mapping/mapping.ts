/** A compiled mapping: from a sample to its series, or to the rule that drops it. */
import type { Series } from '../series/series.ts';
import type { Sample } from '../statsd/sample.ts';

/** Where a rule is, for messages: `mapping.yml:12` and its pattern. */
export interface RuleOrigin {
  readonly file: string;
  readonly line: number;
  readonly match: string;
}

/** Reasons for which a valid sample cannot become a series, with their meanings. */
export const MAPPING_REFUSALS = {
  'empty-metric-name': 'the name is empty, as sent or as the rule makes it',
  'reserved-metric-name': "the name begins with `popcon_`, which are the collector's own metrics",
  'prometheus-metric-name':
    'the sender made it `up`, `ALERTS…`, `scrape_…` or `process_…`, which Prometheus takes for its own',
  'illegal-negative-counter': 'a counter cannot go down',
  'not-finite': "the value times the rule's `scale` is too large",
} as const;

export type MappingRefusal = keyof typeof MAPPING_REFUSALS;

export type Mapped =
  | {
      readonly kind: 'series';
      readonly series: Series;
      /** The sample's value after the rule's `scale`; not negative where the sample is a counter's. */
      readonly value: number;
      /** HELP text of the metric, if a rule gives one. */
      readonly help?: string;
      /** Undefined if no rule matched: then the name is only escaped. */
      readonly rule?: RuleOrigin;
    }
  | { readonly kind: 'dropped'; readonly rule: RuleOrigin }
  | { readonly kind: 'refused'; readonly reason: MappingRefusal; readonly rule?: RuleOrigin };

export interface Mapping {
  mapSample(sample: Sample): Mapped;
  readonly ruleCount: number;
}
