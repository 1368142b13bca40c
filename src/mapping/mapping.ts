/** What a compiled mapping file does: a sample in, the series it counts in out, or the rule that dropped it. */
import type { Series } from '../series/series.ts';
import type { Sample, SampleType } from '../statsd/sample.ts';

/** Where a rule stands, for people: `mapping.yml:12` and what it matches. */
export interface RuleOrigin {
  readonly file: string;
  readonly line: number;
  readonly match: string;
}

export type Mapped =
  | {
      readonly kind: 'series';
      readonly series: Series;
      /** The sample's value after the rule's `scale`. */
      readonly value: number;
      /** HELP text of the metric family, where a rule gives one. */
      readonly help?: string;
      /** Undefined where no rule matched: the name was escaped as it came. */
      readonly rule?: RuleOrigin;
    }
  | { readonly kind: 'dropped'; readonly rule: RuleOrigin }
  | {
      readonly kind: 'refused';
      readonly reason: 'invalid-name' | 'invalid-label';
      readonly detail: string;
      readonly rule?: RuleOrigin;
    };

export interface Mapping {
  mapSample(sample: Sample): Mapped;
  readonly ruleCount: number;
}

export type { Sample, SampleType };
