/** The first or the last day on which each package was counted: looked for from that end, a piece of time at once. */
import { type Day, startOfDayMs, type Window } from '../../series/day.ts';
import { PACKAGE_LABEL } from '../../series/metrics.ts';
import { compareText } from '../source.ts';
import type { DailyGrowth } from './daily.ts';
import type { PrometheusApi, Span } from './query.ts';
import { formatSelector, type Selector, withAnyOf } from './selector.ts';

/** Days of a piece. */
const PIECE_DAYS = 91;
/** Packages in one selector: an expression has a length that servers and proxies bear. */
const PACKAGES_A_SELECTOR = 100;

export interface DaySearch {
  readonly end: 'first' | 'last';
  readonly selector: Selector;
  readonly window: Window;
  readonly except?: ReadonlySet<string>;
  readonly read: (
    selector: Selector,
    window: Window,
    visit: (growth: DailyGrowth) => void,
  ) => Promise<unknown>;
}

/** Packages that were counted in the window, each with its day, by name. */
export async function findDays(
  api: PrometheusApi,
  { end, selector, window, except, read }: DaySearch,
): Promise<readonly (readonly [name: string, day: Day])[]> {
  const days = new Map<string, Day>();
  if (window.from > window.to) return [];
  const nearer = end === 'first' ? Math.min : Math.max;
  const named = await api.labelValues(PACKAGE_LABEL, formatSelector(selector), spanOf(window));
  for (const packages of inParts(named.filter((name) => except?.has(name) !== true))) {
    for (const piece of piecesOf(window, end)) {
      const open = packages.filter((name) => !days.has(name));
      if (open.length === 0) break;
      await read(withAnyOf(selector, PACKAGE_LABEL, open), piece, ({ identity, day }) =>
        days.set(identity.package, nearer(days.get(identity.package) ?? day, day)),
      );
    }
  }
  return [...days].sort(([a], [b]) => compareText(a, b));
}

/** The window, cut from the end that is asked for. */
function piecesOf({ from, to }: Window, end: DaySearch['end']): readonly Window[] {
  return Array.from({ length: Math.ceil((to - from + 1) / PIECE_DAYS) }, (_, at) =>
    end === 'first'
      ? { from: from + at * PIECE_DAYS, to: Math.min(to, from + (at + 1) * PIECE_DAYS - 1) }
      : { from: Math.max(from, to - (at + 1) * PIECE_DAYS + 1), to: to - at * PIECE_DAYS },
  );
}

export function inParts(names: readonly string[]): readonly string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < names.length; at += PACKAGES_A_SELECTOR) {
    parts.push(names.slice(at, at + PACKAGES_A_SELECTOR));
  }
  return parts;
}

export function spanOf(window: Window): Span {
  return { startSeconds: startOfDayMs(window.from) / 1000, endSeconds: startOfDayMs(window.to + 1) / 1000 };
}
