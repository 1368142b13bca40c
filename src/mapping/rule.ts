/** One compiled rule, and what it makes of a name: the part of a look-up that depends on type and name alone. */
import { escapeMetricName } from '../series/names.ts';
import type { Label } from '../series/series.ts';
import type { SampleType } from '../statsd/sample.ts';
import type { RuleOrigin } from './mapping.ts';
import { expand, type Template } from './template.ts';

export interface Rule {
  readonly origin: RuleOrigin;
  readonly action: 'map' | 'drop';
  readonly name: Template;
  readonly labels: readonly { readonly name: string; readonly value: Template }[];
  /** A tag of the line wins over the rule's label of the same name. */
  readonly honorLabels: boolean;
  readonly scale?: number;
  readonly help?: string;
}

/** A name's metric name and labels, by the rule that matched or by escaping alone. */
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

/** What a name is where no rule matches it. */
export function unmatched(name: string): Match {
  return { rule: undefined, metricName: escapeMetricName(name), labels: [] };
}
