/** What statsd_exporter allows as a pattern, a metric name and a label name; of all else what is wrong with it. */
import { isLabelName, isReservedMetricName } from '../series/names.ts';

/** The first field of a pattern cannot begin with a digit, the later ones can. */
const GLOB = /^(?:\*|[a-zA-Z_][a-zA-Z0-9_-]*)(?:\.\*|\.[a-zA-Z0-9_][a-zA-Z0-9_-]*)*$/;
const METRIC_NAME = /^(?:[a-zA-Z_]|\$\{?\d+\}?)(?:[a-zA-Z0-9_]|\$\{?\d+\}?)*$/;
/** One letter is too short. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]+$/;

export function globFault(match: string): string | undefined {
  return GLOB.test(match) ? undefined : `${quote(match)} is not a valid glob: ${explainGlob(match)}`;
}

/** A metric name as a rule may have it, references included. */
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

/** A text of the file inside a sentence. */
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
