/** What statsd_exporter allows as a pattern, a metric name and a label name; all else is reported where it stands. */
import { isLabelName, isReservedMetricName } from '../series/names.ts';
import type { Text, YamlReader } from './yaml-reader.ts';

/** The first field of a pattern cannot begin with a digit, the later ones can. */
const GLOB = /^(?:\*|[a-zA-Z_][a-zA-Z0-9_-]*)(?:\.\*|\.[a-zA-Z0-9_][a-zA-Z0-9_-]*)*$/;
const METRIC_NAME = /^(?:[a-zA-Z_]|\$\{?\d+\}?)(?:[a-zA-Z0-9_]|\$\{?\d+\}?)*$/;
/** One letter is too short. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]+$/;

export function checkGlob(match: Text, reader: YamlReader): void {
  if (!GLOB.test(match.value)) {
    reader.report(match.place, `${quote(match.value)} is no glob: ${explainGlob(match.value)}`);
  }
}

/** A metric name as a rule may have it, references included. */
export function checkMetricName({ value, place }: Text, reader: YamlReader): void {
  if (value === '') reader.report(place, 'the `name` is empty: say which metric the rule counts in');
  else if (!METRIC_NAME.test(value)) {
    const expected = `letters, digits, underscores and references as $1 or \${1} were expected, no digit first`;
    reader.report(place, `${quote(value)} is no metric name: ${expected}`);
  } else if (isReservedMetricName(value)) {
    reader.report(place, `${quote(value)}: names with popcon_ are the collector's own, choose another`);
  }
}

export function checkLabelName({ value, place }: Text, reader: YamlReader): void {
  if (!LABEL_NAME.test(value)) {
    const expected = 'two or more letters, digits and underscores were expected, no digit first';
    reader.report(place, `${quote(value)} is no label name here: ${expected}`);
  } else if (!isLabelName(value)) {
    reader.report(
      place,
      `${quote(value)}: label names that begin with __ are Prometheus' own, choose another`,
    );
  }
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
