/**
 * Which metric and label names are valid in Prometheus, and how a statsd name is escaped to one.
 * Rules: https://prometheus.io/docs/concepts/data_model/ (the legacy charset, which every version scrapes).
 */
import { OWN_PREFIX } from './metrics.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** True for a valid label name; names that begin with `__` are reserved by Prometheus. */
export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name) && !name.startsWith('__');
}

/**
 * Escapes a statsd name to a metric or label name, as statsd_exporter does: each code point outside
 * `[a-zA-Z0-9_]` becomes one underscore, the second and later dashes of a run vanish, and a leading digit
 * gets an underscore before it. Of a name that is not empty the result is always a valid metric name.
 */
export function escapeMetricName(name: string): string {
  const escaped = name.replace(/-+|[^a-zA-Z0-9_]/gu, '_');
  return /^[0-9]/.test(escaped) ? `_${escaped}` : escaped;
}

/** True for the collector's own metric names, which neither lines nor mappings may use. */
export function isReservedMetricName(name: string): boolean {
  return name.startsWith(OWN_PREFIX);
}

/**
 * True for metrics that Prometheus itself writes about scrapes and alerts, or a client library about its process: one
 * from a sender would be mistaken for it.
 */
export function isPrometheusMetricName(name: string): boolean {
  return /^(?:up|scrape_.*|ALERTS.*|process_.*)$/.test(name);
}

/** True for labels that Prometheus sets to say where a series was scraped. */
export function isTargetLabel(name: string): boolean {
  return name === 'job' || name === 'instance';
}
