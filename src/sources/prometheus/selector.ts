/** Which series an expression is about: a metric's name and what its labels must be. */
import { escapeLabelValue } from '../../series/series.ts';
import type { Labels } from './query.ts';

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly string[];
}

/** `metric{label="value",…}` in PromQL. */
export function formatSelector({ metric, matchers }: Selector): string {
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(',')}}`;
}

/** Narrows a selector to series that have all of `labels`. */
export function withLabels(selector: Selector, labels: Labels): Selector {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabelValue(value)}"`);
  return { ...selector, matchers: [...selector.matchers, ...matchers] };
}

/** Narrows a selector to series whose `label` is one of `values`; '' stands for not having it. */
export function withAnyOf(selector: Selector, label: string, values: readonly string[]): Selector {
  const pattern = values.map((value) => value.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&')).join('|');
  return { ...selector, matchers: [...selector.matchers, `${label}=~"${escapeLabelValue(pattern)}"`] };
}

/** Identity of a label set. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
