/**
 * Which metric and label names Prometheus takes, and how a statsd name becomes one.
 * Rules: https://prometheus.io/docs/concepts/data_model/ (the legacy charset, which every version scrapes).
 */
import { OWN_PREFIX } from './metrics.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a label name can stand in the text format; names that begin with `__` are Prometheus' own. */
export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name) && !name.startsWith('__');
}

/**
 * Makes a metric name, or a tag's label name, of a statsd name, as statsd_exporter does: each code point outside
 * `[a-zA-Z0-9_]` becomes one underscore, the second and later dashes of a run vanish, and a leading digit
 * gets an underscore before it. Of a name that is not empty the result is always a valid metric name.
 */
export function escapeMetricName(name: string): string {
  const escaped = name.replace(/-+|[^a-zA-Z0-9_]/gu, '_');
  return /^[0-9]/.test(escaped) ? `_${escaped}` : escaped;
}

/** Whether a metric name is one of the collector's own, which no line and no mapping may write. */
export function isReservedMetricName(name: string): boolean {
  return name.startsWith(OWN_PREFIX);
}

/**
 * Whether a metric is one that Prometheus writes itself of what it scrapes, of its alerts, or a client library of its
 * process: one that a sender made up would be taken for it.
 */
export function isPrometheusMetricName(name: string): boolean {
  return /^(?:up|scrape_.*|ALERTS.*|process_.*)$/.test(name);
}

/** Whether a label says where a series was scraped, which is for Prometheus to say. */
export function isTargetLabel(name: string): boolean {
  return name === 'job' || name === 'instance';
}
