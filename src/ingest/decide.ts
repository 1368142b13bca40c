/**
 * The one decision about a sample: the rules in force say whether it is counted in its own series, folded into
 * another, refused or relayed, and why. Nothing is counted here: the counter adds what this returns, and what is
 * told of a line (`trace.ts`) is what this returns.
 */
import type { Mapped, Mapping, RuleOrigin } from '../mapping/mapping.ts';
import {
  ENVIRONMENT_LABEL,
  isBuiltinMetric,
  NAMESPACE_LABEL,
  OF_PACKAGES,
  OTHER_PACKAGE,
  OVERFLOW,
  PACKAGE_LABEL,
} from '../series/metrics.ts';
import { isTargetLabel } from '../series/names.ts';
import { labelValue, makeSeries, type Series } from '../series/series.ts';
import type { Sample } from '../statsd/sample.ts';
import type { FoldReason, SampleRefusal } from './refusals.ts';

export interface Rules {
  readonly mapping: Mapping;
  /** Names of distributions and import packages in any inventory: the reserve of series is for them. */
  readonly knownPackages: ReadonlySet<string>;
  /** True if other packages count as `package="other"`. */
  readonly foldsUnknown: boolean;
  /**
   * Which samples are only relayed, so neither counted nor refused here: `others` are gauges and timers. Counters
   * that are counted here are relayed as well.
   */
  readonly relays: 'nothing' | 'others' | 'everything';
  /** Longest key of a series, in characters. */
  readonly maxSeriesLength: number;
}

/** True if the series exists or may be created; `matters` if it may use the reserve. */
export type HasRoom = (series: Series, matters: boolean) => boolean;

interface Counting {
  /** The series that is incremented. */
  readonly series: Series;
  readonly amount: number;
  readonly help?: string;
  /** Undefined where no rule matched: the name was escaped as it came. */
  readonly rule?: RuleOrigin;
  /** Tags that are not kept on a built-in metric. */
  readonly tagsLeftOut: number;
}

export type Decision =
  | ({ readonly outcome: 'counted' } & Counting)
  | ({ readonly outcome: 'folded'; readonly reason: FoldReason } & Counting)
  | { readonly outcome: 'refused'; readonly reason: SampleRefusal; readonly rule?: RuleOrigin }
  | { readonly outcome: 'relayed' };

/** Above this, a double cannot represent every whole number. */
const MAX_INCREMENT = 2 ** 53;

/** Tags that are kept on built-in metrics: DogStatsD agents add user, host and pod, which must not be recorded. */
const KEPT_TAGS: ReadonlySet<string> = new Set([PACKAGE_LABEL, NAMESPACE_LABEL, ENVIRONMENT_LABEL]);

const overflow = makeSeries(OVERFLOW, []);

export function decide(sample: Sample, rules: Rules, hasRoom: HasRoom): Decision {
  if (rules.relays === 'everything') return { outcome: 'relayed' };
  if (sample.type !== 'counter') {
    return rules.relays === 'others'
      ? { outcome: 'relayed' }
      : { outcome: 'refused', reason: 'not-a-counter' };
  }
  const { mapped, tagsLeftOut } = mapKept(sample, rules.mapping);
  const origin = mapped.rule && { rule: mapped.rule };
  if (mapped.kind === 'dropped') return { outcome: 'refused', reason: 'dropped-by-rule', ...origin };
  if (mapped.kind === 'refused') return { outcome: 'refused', reason: mapped.reason, ...origin };
  const { series, value: amount, help } = mapped;
  if (saysWhereScraped(sample, series)) return { outcome: 'refused', reason: 'target-label', ...origin };
  if (amount > MAX_INCREMENT) return { outcome: 'refused', reason: 'increment-too-large', ...origin };
  if (series.key.length > rules.maxSeriesLength) {
    return { outcome: 'refused', reason: 'series-too-long', ...origin };
  }
  const counting = { amount, tagsLeftOut, ...(help !== undefined && { help }), ...origin };
  const own = withoutUnknown(series, rules);
  if (!hasRoom(own, matters(own, rules.knownPackages))) {
    return { outcome: 'folded', reason: 'max-series', ...counting, series: overflow };
  }
  if (own !== series) return { outcome: 'folded', reason: 'unknown-package', ...counting, series: own };
  return { outcome: 'counted', ...counting, series };
}

/** Removes the other tags from samples of built-in metrics; labels that a rule sets are not affected. */
function mapKept(
  sample: Sample,
  mapping: Mapping,
): { readonly mapped: Mapped; readonly tagsLeftOut: number } {
  const mapped = mapping.mapSample(sample);
  if (mapped.kind !== 'series' || !isBuiltinMetric(mapped.series.name)) return { mapped, tagsLeftOut: 0 };
  const labels = sample.labels.filter(({ name }) => KEPT_TAGS.has(name));
  const tagsLeftOut = sample.labels.length - labels.length;
  return { mapped: tagsLeftOut === 0 ? mapped : mapping.mapSample({ ...sample, labels }), tagsLeftOut };
}

/** True if a tag sets `job` or `instance`; a rule may, and its label replaces the tag. */
function saysWhereScraped(sample: Sample, series: Series): boolean {
  if (isBuiltinMetric(series.name)) return false; // No such tag reaches it.
  return sample.labels.some(({ name, value }) => isTargetLabel(name) && labelValue(series, name) === value);
}

function withoutUnknown(series: Series, { foldsUnknown, knownPackages }: Rules): Series {
  if (!foldsUnknown || !OF_PACKAGES.has(series.name)) return series;
  const name = labelValue(series, PACKAGE_LABEL);
  if (name === undefined || knownPackages.has(name)) return series;
  const labels = series.labels.map((label) =>
    label.name === PACKAGE_LABEL ? { name: label.name, value: OTHER_PACKAGE } : label,
  );
  return makeSeries(series.name, labels);
}

function matters(series: Series, knownPackages: ReadonlySet<string>): boolean {
  if (!isBuiltinMetric(series.name)) return false;
  const name = labelValue(series, PACKAGE_LABEL);
  return name === undefined || name === OTHER_PACKAGE || knownPackages.has(name);
}
