/**
 * How much each counter of a server grew in each step of a grid. Between two samples a counter grew by their
 * difference, or, where it was reset, by what it has since; a step with a reset inside is looked at in finer
 * steps, and last in its raw samples.
 */
import { Failure } from '../../failure.ts';
import { type Grid, type Observed, observe, stepEnd } from './observe.ts';
import type { Labels, PrometheusApi, Sample, TooHeavy } from './query.ts';
import { formatSelector, labelsKey, type Selector, withLabels } from './selector.ts';

const HOUR_SECONDS = 3_600;
/** Raw samples are asked for in slices that shrink to this before the server's refusal is the answer. */
const MIN_SLICE_SECONDS = 60;

export interface Growth {
  readonly labels: Labels;
  /** By step; undefined where the series has no sample. */
  readonly amounts: (number | undefined)[];
  /** The value at the end of the grid. */
  readonly last: number;
}

/** The value of a counter before the grid, by its key: asked for the step in which it is first seen. */
export type BaseOf = (key: string) => number;

/** Bases of series that `observed` has, once they are known to be there. */
export type FindBases = (observed: ReadonlyMap<string, Observed>) => Promise<BaseOf>;

/** Growth of each series that `selector` matches, by its key. */
export async function measureGrowth(
  api: PrometheusApi,
  selector: Selector,
  grid: Grid,
  findBases: FindBases,
  targetOf: (labels: Labels) => Labels,
): Promise<ReadonlyMap<string, Growth> | TooHeavy> {
  const observed = await observe(api, selector, grid);
  if ('tooHeavy' in observed) return observed;
  const baseOf = await findBases(observed);
  const inside = await measureResets(api, selector, grid, observed, baseOf, targetOf);
  const growth = new Map<string, Growth>();
  for (const [key, { labels, last, lowest, resets }] of observed) {
    const amounts: (number | undefined)[] = [];
    let previous = baseOf(key);
    for (const [step, value] of last.entries()) {
      if (value === undefined) continue;
      const began = (lowest[step] ?? value) < previous;
      amounts[step] = resets.has(step) ? (inside.get(step)?.get(key) ?? 0) : value - (began ? 0 : previous);
      previous = value;
    }
    growth.set(key, { labels, amounts, last: previous });
  }
  return growth;
}

/** Growth within the steps that have a reset inside: by step, then by series. */
async function measureResets(
  api: PrometheusApi,
  selector: Selector,
  grid: Grid,
  observed: ReadonlyMap<string, Observed>,
  baseOf: BaseOf,
  targetOf: (labels: Labels) => Labels,
): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const targets = new Map<number, Map<string, Labels>>();
  for (const { labels, resets } of observed.values()) {
    const target = targetOf(labels);
    for (const step of resets) {
      const ofStep = targets.get(step) ?? new Map<string, Labels>();
      targets.set(step, ofStep.set(labelsKey(target), target));
    }
  }
  const inside = new Map<number, Map<string, number>>();
  for (const [step, ofStep] of targets) {
    const amounts = new Map<string, number>();
    inside.set(step, amounts);
    const previousOf = (key: string) => previousValue(observed.get(key), step) ?? baseOf(key);
    const part = {
      startSeconds: grid.startSeconds + step * grid.stepSeconds,
      endSeconds: stepEnd(grid, step),
    };
    for (const target of ofStep.values()) {
      const narrowed = withLabels(selector, target);
      const finer =
        grid.stepSeconds > HOUR_SECONDS
          ? await sumSteps(api, narrowed, { ...part, stepSeconds: HOUR_SECONDS }, previousOf, targetOf)
          : await sumSamples(api, narrowed, part, previousOf);
      for (const [key, amount] of finer) amounts.set(key, amount);
    }
  }
  return inside;
}

async function sumSteps(
  api: PrometheusApi,
  selector: Selector,
  grid: Grid,
  previousOf: BaseOf,
  targetOf: (labels: Labels) => Labels,
): Promise<Map<string, number>> {
  const growth = await measureGrowth(api, selector, grid, async () => previousOf, targetOf);
  if ('tooHeavy' in growth) throw tooHeavyFor(api, selector, growth);
  const sums = new Map<string, number>();
  for (const [key, { amounts }] of growth) {
    sums.set(
      key,
      amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    );
  }
  return sums;
}

/** The growth over all raw samples of a short span. */
async function sumSamples(
  api: PrometheusApi,
  selector: Selector,
  { startSeconds, endSeconds }: Omit<Grid, 'stepSeconds'>,
  previousOf: BaseOf,
): Promise<Map<string, number>> {
  const samplesOf = new Map<string, Sample[]>();
  let sliceSeconds = endSeconds - startSeconds;
  for (let start = startSeconds; start < endSeconds; ) {
    const end = Math.min(start + sliceSeconds, endSeconds);
    const slice = await api.instant(`${formatSelector(selector)}[${Math.ceil(end - start)}s]`, end);
    if ('tooHeavy' in slice) {
      if (sliceSeconds <= MIN_SLICE_SECONDS) throw tooHeavyFor(api, selector, slice);
      sliceSeconds = Math.ceil(sliceSeconds / 4);
      continue;
    }
    for (const { labels, samples } of slice) {
      const key = labelsKey(labels);
      const known = samplesOf.get(key) ?? [];
      samplesOf.set(key, known);
      // Before Prometheus 3 a range includes the sample at its very start, which the slice before has too.
      known.push(...samples.filter(({ seconds }) => seconds > start));
    }
    start = end;
  }
  return new Map([...samplesOf].map(([key, samples]) => [key, sumGrowth(previousOf(key), samples)]));
}

function sumGrowth(base: number, samples: readonly Sample[]): number {
  let previous = base;
  let sum = 0;
  for (const { value } of samples) {
    sum += value < previous ? value : value - previous;
    previous = value;
  }
  return sum;
}

function previousValue(observed: Observed | undefined, step: number): number | undefined {
  return observed?.last.slice(0, step).findLast((value) => value !== undefined);
}

/** The whole grid was too much even in its smallest steps. */
export function tooHeavyFor(api: PrometheusApi, selector: Selector, { tooHeavy }: TooHeavy): Failure {
  return new Failure(
    'prometheus-too-heavy',
    `${api.address} cannot answer for ${formatSelector(selector)}, even a day at a time: ${tooHeavy}`,
  );
}
