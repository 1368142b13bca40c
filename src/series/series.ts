/**
 * The vocabulary of every other folder: a series is a metric name with a sorted set of labels.
 * Its key is its line in the Prometheus text format without the value, so identity and exposition agree.
 */

export interface Label {
  readonly name: string;
  readonly value: string;
}

export interface Series {
  /** `name{label="value",…}`, labels sorted by name: the identity, as `/metrics` prints it. */
  readonly key: string;
  readonly name: string;
  readonly labels: readonly Label[];
}

/** A series that is not in the ledger yet, with the id it will have there. */
export interface NewSeries {
  readonly id: number;
  readonly key: string;
}

/** The one constructor of a {@link Series}. Names must already be valid (see `names.ts`). */
export function makeSeries(name: string, labels: Iterable<Label>): Series {
  const sorted = [...labels].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { key: seriesKey(name, sorted), name, labels: sorted };
}

/** Parses a key that {@link makeSeries} made. */
export function parseSeriesKey(key: string): Series {
  const brace = key.indexOf('{');
  if (brace === -1) return { key, name: key, labels: [] };
  const labels = Array.from(
    key.slice(brace).matchAll(/[{,]([^=]+)="((?:[^"\\]|\\.)*)"/g),
    ([, name = '', value = '']) => {
      return { name, value: value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char)) };
    },
  );
  return { key, name: key.slice(0, brace), labels };
}

/** The value of one label; undefined if the series does not have it. */
export function labelValue(series: Series, name: string): string | undefined {
  return series.labels.find((label) => label.name === name)?.value;
}

/** Escapes a label value as the text exposition format does: backslash, double quote, line feed. */
export function escapeLabelValue(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}

function seriesKey(name: string, labels: readonly Label[]): string {
  if (labels.length === 0) return name;
  return `${name}{${labels.map((label) => `${label.name}="${escapeLabelValue(label.value)}"`).join(',')}}`;
}
