/** One rule as written comes in, its compiled form goes out; what statsd_exporter refuses in it is a problem. */
import { RE2JS, RE2JSException } from 're2js';
import { isLabelName, isReservedMetricName } from '../series/names.ts';
import type { Place, Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import type { DefaultsSyntax, LabelSyntax, LocatedRule } from './syntax.ts';
import { type CompiledTemplate, compileGlobTemplate, compileRegexTemplate } from './template.ts';
import type { Text, YamlReader } from './yaml-reader.ts';

export type CompiledRule =
  | { readonly kind: 'glob'; readonly rule: Rule; readonly place: Place }
  | { readonly kind: 'regex'; readonly rule: Rule; readonly place: Place; readonly pattern: RE2JS };

/** The first field of a pattern cannot begin with a digit, the later ones can. */
const GLOB = /^(?:\*|[a-zA-Z_][a-zA-Z0-9_-]*)(?:\.\*|\.[a-zA-Z0-9_][a-zA-Z0-9_-]*)*$/;
const METRIC_NAME = /^(?:[a-zA-Z_]|\$\{?\d+\}?)(?:[a-zA-Z0-9_]|\$\{?\d+\}?)*$/;
/** statsd_exporter takes no label name of one letter. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]+$/;

/** Undefined where the rule has a problem, which stands in the reader then. */
export function compileRule(
  syntax: LocatedRule,
  defaults: DefaultsSyntax,
  reader: YamlReader,
  warnings: Problem[],
): CompiledRule | undefined {
  const { match, name, labels = [], at, faulty } = syntax;
  if (match === undefined && !faulty)
    reader.report(at.place, 'a rule without `match`: say which names it is for');
  if (name === undefined) {
    if (!faulty) reader.report((match ?? at).place, 'a rule without `name`: say which metric it counts in');
  } else checkMetricName(name, reader);
  for (const label of labels) checkLabelName(label, reader);
  if (match === undefined || name === undefined) return undefined;

  const kind = syntax.match_type ?? defaults.match_type ?? 'glob';
  const pattern = kind === 'regex' ? compileRegex(match, reader) : undefined;
  if (kind === 'glob' && !GLOB.test(match.value)) reader.report(match.place, explainGlob(match.value));
  if (kind === 'regex' && pattern === undefined) return undefined;
  const captureCount = pattern?.groupCount() ?? match.value.split('*').length - 1;
  const compileText = (text: Text): CompiledTemplate['template'] => {
    const { template, unknown } =
      pattern === undefined
        ? compileGlobTemplate(text.value, captureCount)
        : compileRegexTemplate(text.value, captureCount, pattern.namedGroups());
    for (const reference of unknown) {
      warnings.push({ file: reader.file, ...text.place, message: explainReference(reference, captureCount) });
    }
    return template;
  };
  const rule: Rule = {
    origin: { file: reader.file, line: match.place.line, match: match.value },
    action: syntax.action ?? 'map',
    name: compileText(name),
    labels: labels.map((label) => ({ name: label.name.value, value: compileText(label.value) })),
    honorLabels: syntax.honor_labels ?? false,
    ...(syntax.scale !== undefined && { scale: syntax.scale }),
    ...(syntax.help !== undefined && { help: syntax.help }),
  };
  const { place } = match;
  return pattern === undefined ? { kind: 'glob', rule, place } : { kind: 'regex', rule, place, pattern };
}

function compileRegex(match: Text, reader: YamlReader): RE2JS | undefined {
  try {
    return RE2JS.compile(match.value);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    reader.report(
      match.place,
      `\`${match.value}\` is not a regular expression as RE2 takes them: ${error.message}`,
    );
    return undefined;
  }
}

function checkMetricName(name: Text, reader: YamlReader): void {
  if (name.value === '')
    reader.report(name.place, 'the `name` is empty: say which metric the rule counts in');
  else if (!METRIC_NAME.test(name.value)) {
    reader.report(
      name.place,
      `\`${name.value}\` is no metric name: letters, digits, underscores and references as $1 or \${1} were expected, no digit first`,
    );
  } else if (isReservedMetricName(name.value)) {
    reader.report(
      name.place,
      `\`${name.value}\`: names with popcon_ are the collector's own, choose another`,
    );
  }
}

function checkLabelName({ name }: LabelSyntax, reader: YamlReader): void {
  if (!LABEL_NAME.test(name.value)) {
    reader.report(
      name.place,
      `\`${name.value}\` is no label name here: two or more letters, digits and underscores were expected, no digit first`,
    );
  } else if (!isLabelName(name.value)) {
    reader.report(
      name.place,
      `\`${name.value}\`: label names that begin with __ are Prometheus' own, choose another`,
    );
  }
}

function explainGlob(pattern: string): string {
  const expected = 'fields joined by dots were expected, each a `*` or letters, digits, _ and -';
  if (/[\\()[\]+?|^$]/.test(pattern)) {
    return `\`${pattern}\` is no glob: ${expected}; for a regular expression add \`match_type: regex\``;
  }
  if (/[^.]\*|\*[^.]/.test(pattern))
    return `\`${pattern}\` is no glob: a \`*\` stands for a whole field between dots`;
  return `\`${pattern}\` is no glob: ${expected}, the first not beginning with a digit`;
}

function explainReference(reference: string, captureCount: number): string {
  const glued = /^\$(\d+)([a-zA-Z_].*)$/.exec(reference);
  if (glued !== null)
    return `\`${reference}\` is always empty: write \`\${${glued[1]}}${glued[2]}\` to end the number`;
  const joined = /^\$\d+(?:\$\d+)+$/.exec(reference);
  if (joined !== null) return `\`${reference}\` is always empty: write each number in braces, as \${1}\${2}`;
  return `\`${reference}\` is always empty: the match has ${captureCount} captures`;
}
