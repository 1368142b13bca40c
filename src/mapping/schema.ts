/** Schema of a mapping file: the keys of statsd_exporter 0.31.0. */
import { z } from 'zod';
import { Written } from '../config/document.ts';
import type { SampleType } from '../statsd/sample.ts';
import { labelNameFault, metricNameFault } from './check-names.ts';
import { boolean, choice, count, duration, number, optional, text } from './scalars.ts';

/** Options of timers, which are not recorded here: checked, since the file is shared, then ignored. */
const OBSERVER_KEYS = {
  observer_type: optional(choice({ summary: 'summary', histogram: 'histogram', '': 'summary' })),
  summary_options: optional(
    map({
      quantiles: optional(
        z.array(
          z
            .strictObject({ quantile: optional(number), error: optional(number) })
            .meta({ title: 'a quantile' }),
        ),
      ),
      max_age: optional(duration),
      age_buckets: optional(count),
      buf_cap: optional(count),
    }),
  ),
  histogram_options: optional(
    map({
      buckets: optional(z.array(number)),
      native_histogram_bucket_factor: optional(number),
      native_histogram_max_buckets: optional(count),
    }),
  ),
};

const matchType = optional(choice({ glob: 'glob', regex: 'regex', '': 'glob' }));

const DEFAULTS_FIELDS = {
  match_type: matchType,
  glob_disable_ordering: optional(boolean),
  ttl: optional(duration),
  ...OBSERVER_KEYS,
};

export const DEFAULTS = map(DEFAULTS_FIELDS);

/** Used for rules that do not set them. */
export const DEFAULTS_OF_RULES = z.object({
  match_type: DEFAULTS_FIELDS.match_type.catch(undefined),
  observer_type: DEFAULTS_FIELDS.observer_type.catch(undefined),
});

const RULE_FIELDS = {
  match: optional(text),
  name: optional(text.superRefine(({ value }, ctx) => refuse(metricNameFault(value), ctx))),
  labels: optional(
    z.record(
      z.string().superRefine((name, ctx) => refuse(labelNameFault(name), ctx)),
      text.nullable(),
    ),
  ),
  honor_labels: optional(boolean),
  match_type: matchType,
  match_metric_type: optional(
    choice<SampleType>({ counter: 'counter', gauge: 'gauge', observer: 'observer' }),
  ),
  action: optional(choice({ map: 'map', drop: 'drop', '': 'map' })),
  scale: optional(number),
  help: optional(text),
  ttl: optional(duration),
  ...OBSERVER_KEYS,
};

export const RULE_KEYS = Object.keys(RULE_FIELDS);
export const RULE = map(RULE_FIELDS, 'a rule');

export type Defaults = z.output<typeof DEFAULTS>;
export type DefaultsOfRules = Partial<z.output<typeof DEFAULTS_OF_RULES>>;
export type RuleSyntax = z.output<typeof RULE>;

/** A map with only these keys. Scalars come wrapped in an object, so they are unwrapped first to be refused. */
export function map<T extends z.ZodRawShape>(fields: T, title?: string) {
  const schema = z.strictObject(fields);
  return z.preprocess(
    (value) => (value instanceof Written ? value.value : value),
    title === undefined ? schema : schema.meta({ title }),
  );
}

function refuse(fault: string | undefined, ctx: z.RefinementCtx): void {
  if (fault !== undefined) ctx.addIssue(fault);
}
