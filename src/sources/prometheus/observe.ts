/**
 * Looks at counters in steps that a server bears: of each series the last and the lowest sample of each step, and
 * the steps in which it was reset. Not with increase(), which extrapolates: a counter's growth is the difference of
 * two samples, and exactly that is asked for.
 */
import type { Labels, PrometheusApi, RawSeries, TooHeavy } from './query.ts';
import { formatSelector, labelsKey, type Selector } from './selector.ts';

/** Time cut into steps; the last one is cut short by `endSeconds`. */
export interface Grid {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

export interface Observed {
  readonly labels: Labels;
  /** The last sample of each step; undefined where there is none. */
  readonly last: (number | undefined)[];
  /** The lowest sample of each step: its first one, where it was not reset inside. */
  readonly lowest: (number | undefined)[];
  /** Steps between two samples of which the counter began anew. */
  readonly resets: Set<number>;
}

/** The end of a step, in seconds. */
export function stepEnd({ startSeconds, endSeconds, stepSeconds }: Grid, step: number): number {
  return Math.min(startSeconds + (step + 1) * stepSeconds, endSeconds);
}

/** Series by {@link labelsKey}. Three queries, and three more where the last step is cut short. */
export async function observe(
  api: PrometheusApi,
  selector: Selector,
  grid: Grid,
): Promise<ReadonlyMap<string, Observed> | TooHeavy> {
  const observed = new Map<string, Observed>();
  const found = (labels: Labels): Observed => {
    const key = labelsKey(labels);
    const known = observed.get(key);
    if (known !== undefined) return known;
    const made: Observed = { labels, last: [], lowest: [], resets: new Set() };
    observed.set(key, made);
    return made;
  };
  for (const { span, rangeSeconds } of evaluations(grid)) {
    const range = `${formatSelector(selector)}[${rangeSeconds}s]`;
    const ask = (expression: string) =>
      span.startSeconds === span.endSeconds
        ? api.instant(expression, span.endSeconds)
        : api.range(expression, span, grid.stepSeconds);
    const last = await ask(`last_over_time(${range})`);
    if ('tooHeavy' in last) return last;
    const lowest = await ask(`min_over_time(${range})`);
    if ('tooHeavy' in lowest) return lowest;
    const resets = await ask(`resets(${range}) > 0`);
    if ('tooHeavy' in resets) return resets;
    eachStep(last, grid, (labels, step, value) => {
      found(labels).last[step] = value;
    });
    eachStep(lowest, grid, (labels, step, value) => {
      found(labels).lowest[step] = value;
    });
    eachStep(resets, grid, (labels, step) => found(labels).resets.add(step));
  }
  return observed;
}

interface Evaluation {
  readonly span: { readonly startSeconds: number; readonly endSeconds: number };
  readonly rangeSeconds: number;
}

/** The whole steps in one range query; the last, cut short, at its own moment: never one in the future. */
function evaluations(grid: Grid): Evaluation[] {
  const { startSeconds, endSeconds, stepSeconds } = grid;
  const whole = Math.floor((endSeconds - startSeconds) / stepSeconds);
  const wholeEnd = startSeconds + whole * stepSeconds;
  return [
    ...(whole === 0
      ? []
      : [
          {
            span: { startSeconds: startSeconds + stepSeconds, endSeconds: wholeEnd },
            rangeSeconds: stepSeconds,
          },
        ]),
    ...(wholeEnd === endSeconds
      ? []
      : [{ span: { startSeconds: endSeconds, endSeconds }, rangeSeconds: Math.ceil(endSeconds - wholeEnd) }]),
  ];
}

function eachStep(
  result: readonly RawSeries[],
  grid: Grid,
  visit: (labels: Labels, step: number, value: number) => void,
): void {
  for (const { labels, samples } of result) {
    for (const { seconds, value } of samples) {
      visit(labels, Math.ceil((seconds - grid.startSeconds) / grid.stepSeconds) - 1, value);
    }
  }
}
