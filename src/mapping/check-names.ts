/** Checks patterns, metric names and label names as statsd_exporter does, and says what is wrong with them. */
import { isLabelName, isReservedMetricName } from '../series/names.ts';

/** Only the first field of a pattern may not begin with a digit. */
const GLOB = /^(?:\*|[a-zA-Z_][a-zA-Z0-9_-]*)(?:\.\*|\.[a-zA-Z0-9_][a-zA-Z0-9_-]*)*$/;
const METRIC_NAME = /^(?:[a-zA-Z_]|\$\{?\d+\}?)(?:[a-zA-Z0-9_]|\$\{?\d+\}?)*$/;
/** At least two characters. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]+$/;

export function globFault(match: string): string | undefined {
  return GLOB.test(match) ? undefined : `${quote(match)} is not a valid glob: ${explainGlob(match)}`;
}

/** Checks the metric name of a rule, which may contain references. */
export function metricNameFault(name: string): string | undefined {
  if (name === '') return 'the `name` is empty: say which metric the rule counts in';
  if (!METRIC_NAME.test(name)) {
    const expected = `letters, digits, underscores and references as $1 or \${1} were expected, no digit first`;
    return `${quote(name)} is not a valid metric name: ${expected}`;
  }
  if (!isReservedMetricName(name)) return undefined;
  return `${quote(name)}: names with popcon_ are the collector's own, choose another`;
}

export function labelNameFault(name: string): string | undefined {
  if (!LABEL_NAME.test(name)) {
    const expected = 'two or more letters, digits and underscores were expected, no digit first';
    return `${quote(name)} is not a valid label name here: ${expected}`;
  }
  if (isLabelName(name)) return undefined;
  return `${quote(name)}: label names that begin with __ are Prometheus' own, choose another`;
}

/** Quotes a text of the file for use in a message. */
export function quote(text: string): string {
  return text === '' ? '""' : `\`${text}\``;
}

function explainGlob(pattern: string): string {
  const expected = 'fields joined by dots were expected, each a `*` or letters, digits, _ and -';
  if (/[\\()[\]+?|^$]/.test(pattern))
    return `${expected}; for a regular expression add \`match_type: regex\``;
  if (/[^.]\*|\*[^.]/.test(pattern)) return 'a `*` stands for a whole field between dots';
  return `${expected}, the first not beginning with a digit`;
}
