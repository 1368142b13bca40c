/** Computes series and value from a sample and the match of its name, or a refusal. */
import { isPrometheusMetricName, isReservedMetricName } from '../series/names.ts';
import { type Label, makeSeries } from '../series/series.ts';
import type { Sample } from '../statsd/sample.ts';
import type { Mapped, MappingRefusal } from './mapping.ts';
import type { Match, Rule } from './rule.ts';

export function mapSample(sample: Sample, { rule, metricName, labels }: Match): Mapped {
  if (rule?.action === 'drop') return { kind: 'dropped', rule: rule.origin };
  const origin = rule && { rule: rule.origin };
  const value = rule?.scale === undefined ? sample.value : sample.value * rule.scale;
  const reason = judge(sample, metricName, value, rule);
  if (reason !== undefined) return { kind: 'refused', reason, ...origin };
  const series = makeSeries(metricName, mergeLabels(sample.labels, labels, rule?.honorLabels ?? false));
  return { kind: 'series', series, value, ...(rule?.help && { help: rule.help }), ...origin };
}

function judge(
  sample: Sample,
  metricName: string,
  value: number,
  rule: Rule | undefined,
): MappingRefusal | undefined {
  if (metricName === '') return 'empty-metric-name';
  if (isReservedMetricName(metricName)) return 'reserved-metric-name';
  // A rule that spells the name out is the admin's decision.
  const isSenders = rule === undefined || rule.name.some((part) => typeof part === 'number');
  if (isSenders && isPrometheusMetricName(metricName)) return 'prometheus-metric-name';
  if (!Number.isFinite(value)) return 'not-finite';
  if (sample.type === 'counter' && value < 0) return 'illegal-negative-counter';
  return undefined;
}

/** Merges the tags of the line with the labels of the rule, whose labels win unless it has `honor_labels`. */
function mergeLabels(tags: readonly Label[], labels: readonly Label[], honorTags: boolean): readonly Label[] {
  if (tags.length === 0) return labels;
  if (labels.length === 0) return tags;
  const [weaker, stronger] = honorTags ? [labels, tags] : [tags, labels];
  const taken = new Set(stronger.map((label) => label.name));
  return [...stronger, ...weaker.filter((label) => !taken.has(label.name))];
}
