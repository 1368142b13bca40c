/** One compiled rule and its result for a name: the part of a look-up that depends only on type and name. */
import { escapeMetricName } from '../series/names.ts';
import type { Label } from '../series/series.ts';
import type { SampleType } from '../statsd/sample.ts';
import type { RuleOrigin } from './mapping.ts';
import { expand, type Template } from './template.ts';

/** A rule as plain values, which pass from thread to thread. */
export interface Rule {
  readonly origin: RuleOrigin;
  /** True if `origin.match` is a regular expression, not a glob. */
  readonly isRegex: boolean;
  /** Types of the samples that it is for; undefined: all. */
  readonly types?: readonly SampleType[];
  readonly action: 'map' | 'drop';
  readonly name: Template;
  readonly labels: readonly { readonly name: string; readonly value: Template }[];
  /** True if tags of the line win over labels of the rule with the same name. */
  readonly honorLabels: boolean;
  readonly scale?: number;
  readonly help?: string;
}

/** The rules of a mapping file, in its order. */
export interface MappingRules {
  /** True if the first matching glob wins, false if the most literal one does. */
  readonly isOrdered: boolean;
  readonly rules: readonly Rule[];
}

/** Metric name and labels of a name, from the rule that matched or from escaping alone. */
export interface Match {
  readonly rule: Rule | undefined;
  readonly metricName: string;
  readonly labels: readonly Label[];
}

export type Matcher = (type: SampleType, name: string) => Match;

/** Applies a rule to the captures of its pattern. */
export function matchByRule(rule: Rule, captures: readonly (string | null | undefined)[]): Match {
  return {
    rule,
    metricName: escapeMetricName(expand(rule.name, captures)),
    labels: rule.labels.map(({ name, value }) => ({ name, value: expand(value, captures) })),
  };
}

/** The result for a name that no rule matches. */
export function unmatched(name: string): Match {
  return { rule: undefined, metricName: escapeMetricName(name), labels: [] };
}
