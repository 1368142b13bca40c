/** One rule as written comes in, its compiled form goes out; what statsd_exporter refuses in it is a problem. */
import { RE2JS, RE2JSException } from 're2js';
import { checkGlob, checkLabelName, checkMetricName, quote } from './check-names.ts';
import type { Place, Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import type { DefaultsSyntax, LocatedRule } from './syntax.ts';
import { compileGlobTemplate, compileRegexTemplate, type Template } from './template.ts';
import type { Text, YamlReader } from './yaml-reader.ts';

export interface CompiledRule {
  readonly rule: Rule;
  /** Of a regex rule; undefined of a glob. */
  readonly pattern: RE2JS | undefined;
  readonly place: Place;
}

/** Undefined where the rule cannot be compiled, for a problem that stands in the reader then. */
export function compileRule(
  syntax: LocatedRule,
  defaults: DefaultsSyntax,
  reader: YamlReader,
  warnings: Problem[],
): CompiledRule | undefined {
  const { match, name, labels = [], scale, help } = syntax;
  reportMissing(syntax, reader);
  if (name !== undefined) checkMetricName(name, reader);
  for (const label of labels) checkLabelName(label.name, reader);
  if (match === undefined || name === undefined) return undefined;

  const isRegex = (syntax.match_type ?? defaults.match_type) === 'regex';
  const pattern = isRegex ? compileRegex(match, reader) : undefined;
  if (isRegex && pattern === undefined) return undefined;
  if (!isRegex) checkGlob(match, reader);
  const captureCount = pattern?.groupCount() ?? match.value.split('*').length - 1;
  const compileText = ({ value, place }: Text): Template => {
    const { template, unknown } =
      pattern === undefined
        ? compileGlobTemplate(value, captureCount)
        : compileRegexTemplate(value, captureCount, pattern.namedGroups());
    for (const reference of unknown) {
      warnings.push({ file: reader.file, ...place, message: explainUnknown(reference, captureCount) });
    }
    return template;
  };
  const rule: Rule = {
    origin: { file: reader.file, line: match.place.line, match: match.value },
    action: syntax.action ?? 'map',
    name: compileText(name),
    labels: labels.map((label) => ({ name: label.name.value, value: compileText(label.value) })),
    honorLabels: syntax.honor_labels ?? false,
    ...(scale !== undefined && { scale }),
    ...(help !== undefined && { help }),
  };
  return { rule, pattern, place: match.place };
}

function reportMissing({ match, name, at, faulty }: LocatedRule, reader: YamlReader): void {
  if (faulty) return;
  if (match === undefined) reader.report(at.place, 'a rule without `match`: say which names it is for');
  if (name === undefined) {
    reader.report((match ?? at).place, 'a rule without `name`: say which metric it counts in');
  }
}

function compileRegex(match: Text, reader: YamlReader): RE2JS | undefined {
  try {
    return RE2JS.compile(match.value);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace('error parsing regexp: ', '');
    reader.report(
      match.place,
      `${quote(match.value)} is not a regular expression as RE2 takes them: ${reason}`,
    );
    return undefined;
  }
}

function explainUnknown(reference: string, captureCount: number): string {
  const always = `\`${reference}\` is always empty`;
  const [, number, rest] = /^\$(\d+)([a-zA-Z_].*)$/.exec(reference) ?? [];
  if (number !== undefined) return `${always}: write \`\${${number}}${rest}\` to end the number`;
  if (/^\$\d+(?:\$\d+)+$/.test(reference)) return `${always}: write each number in braces, as \${1}\${2}`;
  return `${always}: the match has ${captureCount === 1 ? '1 capture' : `${captureCount} captures`}`;
}
