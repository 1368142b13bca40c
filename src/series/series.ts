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

/** The key of a series, and its id in the ledger. */
export interface NumberedSeries {
  readonly id: number;
  readonly key: string;
}

/** Many of them as they pass between threads: few long texts take a tenth of the time that as many objects do. */
export interface PackedSeries {
  readonly ids: Uint32Array;
  /** The keys in the same order, a line each, in texts of any number of lines. */
  readonly keys: readonly string[];
}

export function packSeries(series: readonly NumberedSeries[]): PackedSeries {
  const ids = Uint32Array.from(series, ({ id }) => id);
  return { ids, keys: series.length === 0 ? [] : [series.map(({ key }) => key).join('\n')] };
}

export function* unpackSeries({ ids, keys }: PackedSeries): Iterable<NumberedSeries> {
  let at = 0;
  for (const text of keys) for (const key of text.split('\n')) yield { id: ids[at++] ?? 0, key };
}

/** The one constructor of a {@link Series}. Names must already be valid (see `names.ts`). */
export function makeSeries(name: string, labels: Iterable<Label>): Series {
  const sorted = [...labels].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { key: seriesKey(name, sorted), name, labels: sorted };
}

/**
 * The metric name and, as a JSON object, the labels of a key that {@link makeSeries} made. JSON escapes what a key
 * escapes in the same way, and control characters besides.
 */
export function splitSeriesKey(key: string): { readonly name: string; readonly labels: string } {
  const brace = key.indexOf('{');
  if (brace === -1) return { name: key, labels: '{}' };
  const labels = key
    .slice(brace)
    .replace(/([{,])([^=]+)=("(?:[^"\\]|\\.)*")/g, '$1"$2":$3')
    .replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return { name: key.slice(0, brace), labels };
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
