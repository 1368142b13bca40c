/** Every reason to refuse or fold a sample: the parser's, the mapping's and those of `decide.ts`. */
import { MAPPING_REFUSALS, type MappingRefusal } from '../mapping/mapping.ts';
import { type RefusalReason as LineRefusal, REFUSALS } from '../statsd/refusal.ts';

const OWN_REFUSALS = {
  'not-a-counter': 'a gauge, timer, histogram or distribution: only counters are recorded',
  'increment-too-large': 'more than 2^53 at once, past which counts are not exact',
  'dropped-by-rule': 'a mapping rule with `action: drop`',
  'series-too-long': 'a metric name with its labels that is longer than the allowed longest',
  'target-label': 'a tag `job` or `instance`, which say where Prometheus scraped a series',
  'too-many-lines': 'a line past the allowed number in one datagram',
} as const;

/** Each reason with its meaning. */
export const SAMPLE_REFUSALS = { ...REFUSALS, ...MAPPING_REFUSALS, ...OWN_REFUSALS };

export type SampleRefusal = LineRefusal | MappingRefusal | keyof typeof OWN_REFUSALS;

/** Why a sample counts in a collective series, each with its meaning. */
export const FOLD_REASONS = {
  'max-series': 'a series past the limit',
  'unknown-package': 'a package that is in no inventory',
} as const;

export type FoldReason = keyof typeof FOLD_REASONS;
