/** A line comes in, and what becomes of it goes out in full: every sample, its series and the rule that made it. */
import type { Label } from '../series/series.ts';
import type { Dialect } from '../statsd/dialect.ts';
import { parseLine } from '../statsd/parse.ts';
import { REFUSALS } from '../statsd/refusal.ts';
import type { Sample, SampleType } from '../statsd/sample.ts';
import { MAPPING_REFUSALS, type Mapping, type RuleOrigin } from './mapping.ts';

/** One sample of the line, or the line itself where it is refused whole. */
export type TracedSample =
  | {
      readonly outcome: 'series';
      readonly type: SampleType;
      readonly series: string;
      readonly name: string;
      readonly labels: readonly Label[];
      readonly value: number;
      readonly rule: RuleOrigin | null;
    }
  | { readonly outcome: 'dropped'; readonly rule: RuleOrigin }
  | {
      readonly outcome: 'refused';
      readonly reason: string;
      readonly meaning: string;
      readonly rule: RuleOrigin | null;
    };

export interface LineTrace {
  readonly line: string;
  readonly samples: readonly TracedSample[];
  /** Tags left out of samples that count all the same. */
  readonly tagErrors: number;
  /** Sampling factors that are no numbers and are passed over. */
  readonly factorErrors: number;
}

export function traceLine(line: string, dialect: Dialect, mapping: Mapping): LineTrace {
  const { samples, refusals, tagErrors, factorErrors } = parseLine(line, dialect);
  const refused = refusals.map((reason): TracedSample => {
    return { outcome: 'refused', reason, meaning: REFUSALS[reason], rule: null };
  });
  const traced = [...samples.map((sample) => traceSample(sample, mapping)), ...refused];
  return { line, samples: traced, tagErrors, factorErrors };
}

function traceSample(sample: Sample, mapping: Mapping): TracedSample {
  const mapped = mapping.mapSample(sample);
  switch (mapped.kind) {
    case 'dropped':
      return { outcome: 'dropped', rule: mapped.rule };
    case 'refused': {
      const { reason, rule = null } = mapped;
      return { outcome: 'refused', reason, meaning: MAPPING_REFUSALS[reason], rule };
    }
    case 'series': {
      const { series, value, rule = null } = mapped;
      const { key, name, labels } = series;
      return { outcome: 'series', type: sample.type, series: key, name, labels, value, rule };
    }
  }
}
