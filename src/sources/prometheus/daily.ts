/**
 * Growth of a counter by UTC day, read in chunks of days that the server bears: after each the next is sized by
 * how much came back, and one that is too heavy is asked for again in halves.
 */
import { type Day, startOfDayMs, type Window } from '../../series/day.ts';
import { findBases, LastValues } from './bases.ts';
import { measureGrowth, tooHeavyFor } from './growth.ts';
import type { Grid } from './observe.ts';
import type { PrometheusApi } from './query.ts';
import { formatSelector, type Selector } from './selector.ts';
import type { Identify, Identity } from './target.ts';

const DAY_SECONDS = 86_400;
const FIRST_CHUNK_DAYS = 7;
const MAX_CHUNK_DAYS = 92;
/** The most samples that one answer should hold. */
const SAMPLES_AN_ANSWER = 200_000;

export interface Server {
  readonly api: PrometheusApi;
  readonly identify: Identify;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface DailyGrowth {
  readonly identity: Identity;
  readonly day: Day;
  readonly amount: number;
}

export type Progress = (doneDays: number, allDays: number) => void;

/** Calls `visit` for every series and day of the window on which it grew, and `progress` as days are done. */
export async function readDailyGrowth(
  server: Server,
  selector: Selector,
  window: Window,
  visit: (growth: DailyGrowth) => void,
  progress: Progress,
): Promise<void> {
  const { api, identify } = server;
  // The whole second that is under way: what came in it is there to be read.
  const nowSeconds = Math.ceil(server.now() / 1000);
  const endSeconds = Math.min(startOfDayMs(window.to + 1) / 1000, nowSeconds);
  const known = await valuesBefore(server, selector, window.from);
  const allDays = window.to - window.from + 1;
  let chunkDays = FIRST_CHUNK_DAYS;
  for (let day = window.from; startOfDayMs(day) / 1000 < endSeconds; ) {
    const startSeconds = startOfDayMs(day) / 1000;
    const chunkEnd = Math.min(startSeconds + chunkDays * DAY_SECONDS, endSeconds);
    const grid: Grid = { startSeconds, endSeconds: chunkEnd, stepSeconds: DAY_SECONDS };
    const growth = await measureGrowth(
      api,
      selector,
      grid,
      (observed) => findBases({ api, selector, grid, identify, known, nowSeconds }, observed),
      (labels) => identify(labels).target,
    );
    if ('tooHeavy' in growth) {
      if (chunkDays === 1) throw tooHeavyFor(api, selector, growth);
      chunkDays = Math.ceil(chunkDays / 2);
      continue;
    }
    for (const { labels, amounts, last } of growth.values()) {
      const identity = identify(labels);
      known.set(identity, last);
      for (const [step, amount] of amounts.entries()) {
        if (amount !== undefined && amount > 0) visit({ identity, day: day + step, amount });
      }
    }
    day += chunkDays;
    chunkDays = nextChunkDays(chunkDays, growth.size);
    progress(Math.min(day - window.from, allDays), allDays);
  }
}

/** Where the counters stood at the start of a window, as far as the day before tells. */
async function valuesBefore({ api, identify }: Server, selector: Selector, from: Day): Promise<LastValues> {
  const known = new LastValues();
  const range = `${formatSelector(selector)}[${DAY_SECONDS}s]`;
  const series = await api.instant(`last_over_time(${range})`, startOfDayMs(from) / 1000);
  if ('tooHeavy' in series) throw tooHeavyFor(api, selector, series);
  for (const { labels, samples } of series) {
    const value = samples[0]?.value;
    if (value !== undefined) known.set(identify(labels), value);
  }
  return known;
}

function nextChunkDays(chunkDays: number, series: number): number {
  const fitting = Math.floor(SAMPLES_AN_ANSWER / Math.max(series, 1));
  return Math.max(1, Math.min(MAX_CHUNK_DAYS, chunkDays * 4, fitting));
}
