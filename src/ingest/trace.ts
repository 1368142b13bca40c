/** Explains a line: the decision about each of its samples, and the mapping rule behind it. */
import type { RuleOrigin } from '../mapping/mapping.ts';
import type { Label } from '../series/series.ts';
import type { Dialect } from '../statsd/dialect.ts';
import { parseLine } from '../statsd/parse.ts';
import type { Sample } from '../statsd/sample.ts';
import { decide, type HasRoom, type Rules } from './decide.ts';
import { FOLD_REASONS, SAMPLE_REFUSALS, type SampleRefusal } from './refusals.ts';

interface TracedSeries {
  /** Key of the series, as `/metrics` prints it. */
  readonly series: string;
  readonly name: string;
  readonly labels: readonly Label[];
  readonly value: number;
  /** Null if no rule matched. */
  readonly rule: RuleOrigin | null;
}

interface Reason {
  readonly reason: string;
  readonly meaning: string;
}

/** One sample of the line, or the whole line if it is refused as a whole. */
export type TracedSample =
  | ({ readonly outcome: 'counted' } & TracedSeries)
  | ({ readonly outcome: 'folded' } & TracedSeries & Reason)
  | ({ readonly outcome: 'refused'; readonly rule: RuleOrigin | null } & Reason)
  | { readonly outcome: 'relayed' };

export interface LineTrace {
  readonly line: string;
  readonly samples: readonly TracedSample[];
  /** Malformed tags, removed from samples that are counted. */
  readonly tagErrors: number;
  /** Tags removed because they are not kept on built-in metrics. */
  readonly tagsLeftOut: number;
  /** Sampling factors that are not numbers, and are ignored. */
  readonly factorErrors: number;
}

export function traceLine(line: string, dialect: Dialect, rules: Rules, hasRoom: HasRoom): LineTrace {
  const { samples, refusals, tagErrors, factorErrors } = parseLine(line, dialect);
  const traced = samples.map((sample) => traceSample(sample, rules, hasRoom));
  const refused = refusals.map((reason) => refusal(reason, null));
  const tagsLeftOut = traced.reduce((sum, sample) => sum + sample.tagsLeftOut, 0);
  return {
    line,
    samples: [...traced.map(({ sample }) => sample), ...refused],
    tagErrors,
    tagsLeftOut,
    factorErrors,
  };
}

function traceSample(
  sample: Sample,
  rules: Rules,
  hasRoom: HasRoom,
): { readonly sample: TracedSample; readonly tagsLeftOut: number } {
  const decision = decide(sample, rules, hasRoom);
  if (decision.outcome === 'relayed') return { sample: { outcome: 'relayed' }, tagsLeftOut: 0 };
  const { rule = null } = decision;
  if (decision.outcome === 'refused') return { sample: refusal(decision.reason, rule), tagsLeftOut: 0 };
  const { key, name, labels } = decision.series;
  const where = { series: key, name, labels, value: decision.amount, rule };
  const { tagsLeftOut } = decision;
  if (decision.outcome === 'counted') return { sample: { outcome: 'counted', ...where }, tagsLeftOut };
  const { reason } = decision;
  return {
    sample: { outcome: 'folded', reason, meaning: FOLD_REASONS[reason], ...where },
    tagsLeftOut,
  };
}

function refusal(reason: SampleRefusal, rule: RuleOrigin | null): TracedSample {
  return { outcome: 'refused', reason, meaning: SAMPLE_REFUSALS[reason], rule };
}
