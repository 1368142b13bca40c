/**
 * The value of a counter before it was first seen, so that its first sample is neither lost nor counted twice:
 *  1. a new series of a known target began at 0, as a target shows every series it has. A target is known by all of
 *     its series, whatever part of them is asked for;
 *  2. a target that was away for a while goes on from its last samples;
 *  3. a target whose counting began within the step, by what it says itself, began at 0;
 *  4. a collector that moved with its ledger (a pod with a new address) goes on from the samples of a target
 *     that is gone: each of its counters stands at least where that one's did;
 *  5. a target whose counting began earlier goes on from its first samples; one that does not say began at 0.
 */

import { Failure } from '../../failure.ts';
import { IMPORTED_PACKAGE, LEDGER_FIRST_DAY, PROCESSES } from '../../series/metrics.ts';
import type { BaseOf } from './growth.ts';
import { type Grid, type Observed, stepEnd } from './observe.ts';
import type { Labels, PrometheusApi, RawSeries, TooHeavy } from './query.ts';
import { formatSelector, type Selector, withLabels } from './selector.ts';
import type { Identify, Identity } from './target.ts';

/** How long a target may be away and still be followed. */
const AWAY_SECONDS = 30 * 86_400;
/** When a target that has had no sample since is surely gone; Prometheus takes 5 minutes. */
const GONE_SECONDS = 600;
/** A metric that most exporters have, statsd_exporter among them. */
const PROCESS_START = 'process_start_time_seconds';

/** The counters of one target, by {@link Identity.counter}. */
type Counters = ReadonlyMap<string, number>;

/** The last value of every counter seen so far, by target. Outlives the grids that a window is read in. */
export class LastValues {
  readonly #targets = new Map<string, Map<string, number>>();

  set({ targetKey, counter }: Identity, value: number): void {
    const counters = this.#targets.get(targetKey) ?? new Map<string, number>();
    this.#targets.set(targetKey, counters.set(counter, value));
  }

  get(targetKey: string): Counters | undefined {
    return this.#targets.get(targetKey);
  }
}

export interface BaseContext {
  readonly api: PrometheusApi;
  readonly selector: Selector;
  readonly grid: Grid;
  readonly identify: Identify;
  readonly known: LastValues;
  readonly nowSeconds: number;
}

interface Newcomer {
  readonly key: string;
  readonly identity: Identity;
  readonly observed: Observed;
  readonly step: number;
}

/** The bases of all series of `observed`; those of known targets cost no query. */
export async function findBases(
  context: BaseContext,
  observed: ReadonlyMap<string, Observed>,
): Promise<BaseOf> {
  const bases = new Map<string, number>();
  const newcomers: Newcomer[] = [];
  for (const [key, series] of observed) {
    const identity = context.identify(series.labels);
    const counters = context.known.get(identity.targetKey);
    if (counters !== undefined) bases.set(key, counters.get(identity.counter) ?? 0);
    else newcomers.push({ key, identity, observed: series, step: firstStep(series) });
  }
  for (const ofTarget of Map.groupBy(newcomers, ({ identity }) => identity.targetKey).values()) {
    const step = Math.min(...ofTarget.map((newcomer) => newcomer.step));
    const first = ofTarget.filter((newcomer) => newcomer.step === step);
    const basesOf = await baseOfTarget(context, first, step);
    for (const newcomer of first) bases.set(newcomer.key, basesOf(newcomer));
  }
  return (key) => bases.get(key) ?? 0;
}

async function baseOfTarget(
  context: BaseContext,
  newcomers: readonly Newcomer[],
  step: number,
): Promise<(newcomer: Newcomer) => number> {
  const fromZero = () => 0;
  const fromFirst = ({ observed: { lowest } }: Newcomer) => lowest[step] ?? 0;
  const from = (counters: Counters) => (newcomer: Newcomer) => counters.get(newcomer.identity.counter) ?? 0;

  const identity = newcomers[0]?.identity;
  if (identity === undefined) return fromZero;
  const startSeconds = context.grid.startSeconds + step * context.grid.stepSeconds;
  const before = await countersBefore(context, identity, startSeconds);
  if (before !== undefined) return from(before);
  if (await wasThere(context, identity.target, startSeconds)) return fromZero;
  const began = await beginning(context, identity.target, step);
  if (began !== undefined && began.of === 'process') {
    return began.seconds >= startSeconds ? fromZero : fromFirst;
  }
  const moved = await movedFrom(context, identity, step);
  if (moved !== undefined) return from(moved);
  return began !== undefined && began.seconds < startSeconds ? fromFirst : fromZero;
}

/** Metrics that nearly every report adds to: by these a target is known, whatever is asked of it. */
const WHOLE: readonly Selector[] = [PROCESSES, IMPORTED_PACKAGE].map((metric) => ({ metric, matchers: [] }));

/** True where the target had any series before a moment, at most as long before as it may be away. */
async function wasThere({ api }: BaseContext, target: Labels, atSeconds: number): Promise<boolean> {
  const labels = scrapeLabels(target) ?? target;
  for (const selector of WHOLE) {
    const range = `${formatSelector(withLabels(selector, labels))}[${AWAY_SECONDS}s]`;
    const [series] = orFail(api, await api.instant(`count(last_over_time(${range}))`, atSeconds));
    if ((series?.samples[0]?.value ?? 0) > 0) return true;
  }
  return false;
}

/** The labels by which Prometheus knows a target: those of a mapping's own stand beside them, and are none. */
function scrapeLabels({ job, instance }: Labels): Labels | undefined {
  if (instance === undefined) return undefined;
  return job === undefined ? { instance } : { instance, job };
}

/** The target's own counters from before it was away. */
async function countersBefore(
  context: BaseContext,
  { target, targetKey }: Identity,
  atSeconds: number,
): Promise<Counters | undefined> {
  const range = `${formatSelector(withLabels(context.selector, target))}[${AWAY_SECONDS}s]`;
  return (await targetsOf(context, `last_over_time(${range})`, atSeconds)).get(targetKey)?.counters;
}

interface Beginning {
  readonly of: 'ledger' | 'process';
  readonly seconds: number;
}

/** When a target began to count, where it says so. */
async function beginning(
  { api, grid }: BaseContext,
  target: Labels,
  step: number,
): Promise<Beginning | undefined> {
  const labels = scrapeLabels(target);
  if (labels === undefined) return undefined;
  for (const [of, metric] of [
    ['ledger', LEDGER_FIRST_DAY],
    ['process', PROCESS_START],
  ] as const) {
    const range = `${formatSelector(withLabels({ metric, matchers: [] }, labels))}[${grid.stepSeconds}s]`;
    const [series] = orFail(api, await api.instant(`min(min_over_time(${range}))`, stepEnd(grid, step)));
    const seconds = series?.samples[0]?.value;
    if (seconds !== undefined) return { of, seconds };
  }
  return undefined;
}

/**
 * The counters of the target that is gone and that the newcomer carries on: each of all its counters stands at least
 * where that one's did. Of several, the fullest.
 */
async function movedFrom(
  context: BaseContext,
  newcomer: Identity,
  step: number,
): Promise<Counters | undefined> {
  const { grid, nowSeconds } = context;
  const end = stepEnd(grid, step);
  for (const whole of WHOLE) {
    const range = (seconds: number) => `${formatSelector(whole)}[${seconds}s]`;
    const lowest = await targetsOf(context, `min_over_time(${range(grid.stepSeconds)})`, end);
    const first = lowest.get(newcomer.targetKey)?.counters;
    if (first === undefined) continue;
    const before = await targetsOf(context, `last_over_time(${range(AWAY_SECONDS)})`, end);
    const live = await targetsOf(context, formatSelector(whole), Math.min(end + GONE_SECONDS, nowSeconds));
    const [gone] = [...before.values()]
      .filter(({ identity: { targetKey }, counters }) => {
        const isCarriedOn = [...counters].every(([counter, value]) => (first.get(counter) ?? -1) >= value);
        return targetKey !== newcomer.targetKey && !live.has(targetKey) && isCarriedOn;
      })
      .sort((a, b) => sum(b.counters) - sum(a.counters));
    if (gone === undefined) return undefined;
    return (await countersBefore(context, gone.identity, end)) ?? new Map();
  }
  return undefined;
}

interface Target {
  readonly identity: Identity;
  readonly counters: Map<string, number>;
}

/** The value of an expression for each counter of each target. */
async function targetsOf(
  { api, identify }: BaseContext,
  expression: string,
  atSeconds: number,
): Promise<ReadonlyMap<string, Target>> {
  const targets = new Map<string, Target>();
  for (const { labels, samples } of orFail(api, await api.instant(expression, atSeconds))) {
    const identity = identify(labels);
    const value = samples[0]?.value;
    if (value === undefined) continue;
    const target = targets.get(identity.targetKey) ?? { identity, counters: new Map<string, number>() };
    targets.set(identity.targetKey, target);
    target.counters.set(identity.counter, value);
  }
  return targets;
}

function firstStep({ last }: Observed): number {
  return last.findIndex((value) => value !== undefined);
}

function sum(counters: Counters): number {
  return [...counters.values()].reduce((total, value) => total + value, 0);
}

function orFail(api: PrometheusApi, result: readonly RawSeries[] | TooHeavy): readonly RawSeries[] {
  if (!('tooHeavy' in result)) return result;
  throw new Failure('prometheus-too-heavy', `${api.address} cannot answer: ${result.tooHeavy}`);
}
