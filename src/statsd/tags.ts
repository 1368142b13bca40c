/**
 * The tags of one line: comes in the text between a style's delimiters, goes out a map of label names to values.
 * A tag without name, separator or value, or whose label name would be reserved, is counted as an error; the
 * sample it stands on still counts, without it.
 */
import { escapeMetricName, isLabelName } from '../series/names.ts';
import type { Dialect } from './dialect.ts';

/** Filled while a line is read. */
export interface Tags {
  readonly labels: Map<string, string>;
  errors: number;
}

/**
 * Splits a name into the bare metric name and its SignalFX, InfluxDB or Librato tags.
 * One bracket alone, or a pair the wrong way round, is an error and the name stays as it is.
 */
export function takeNameTags(name: string, { tagStyles }: Dialect, tags: Tags): string {
  if (tagStyles.signalfx) {
    const open = name.indexOf('[');
    const close = name.indexOf(']');
    if (open !== -1 && close > open) {
      addTags(name.slice(open + 1, close), '=', tags);
      return name.slice(0, open) + name.slice(close + 1);
    }
    if (open !== -1 || close !== -1) {
      tags.errors++;
      return name;
    }
  }
  const start = firstOf(
    tagStyles.influxdb ? name.indexOf(',') : -1,
    tagStyles.librato ? name.indexOf('#') : -1,
  );
  if (start === -1) return name;
  addTags(name.slice(start + 1), '=', tags);
  return name.slice(0, start);
}

/** Adds the tags of a DogStatsD section, without the `#` it begins with. */
export function addDogstatsdTags(section: string, tags: Tags): void {
  addTags(section, ':', tags);
}

function addTags(list: string, separator: '=' | ':', tags: Tags): void {
  if (list === '') return;
  // A comma at the very end begins no further tag.
  const text = list.endsWith(',') ? list.slice(0, -1) : list;
  for (const tag of text.split(',')) addTag(tag, separator, tags);
}

function addTag(tag: string, separator: '=' | ':', tags: Tags): void {
  const text = separator === ':' && tag.startsWith('#') ? tag.slice(1) : tag;
  const at = text.indexOf(separator);
  const label = at > 0 ? escapeMetricName(text.slice(0, at)) : '';
  if (at === text.length - 1 || !isLabelName(label)) tags.errors++;
  else tags.labels.set(label, text.slice(at + 1));
}

function firstOf(a: number, b: number): number {
  if (a === -1 || b === -1) return Math.max(a, b);
  return Math.min(a, b);
}
