/** Compiles one rule; what statsd_exporter would refuse in it is reported as an issue. */
import { RE2JS, RE2JSException } from 're2js';
import { z } from 'zod';
import type { Written } from '../config/document.ts';
import type { Place } from '../config/problem.ts';
import { globFault, quote } from './check-names.ts';
import type { Rule } from './rule.ts';
import type { DefaultsOfRules, RuleSyntax } from './schema.ts';
import { compileGlobTemplate, compileRegexTemplate, type Template } from './template.ts';

export interface CompiledRule {
  readonly rule: Rule;
  readonly place: Place;
}

/** `warn` is called for what is valid but surely a mistake. */
export function compileRule(
  syntax: RuleSyntax,
  defaults: DefaultsOfRules,
  file: string,
  warn: (place: Place, message: string) => void,
  ctx: z.RefinementCtx,
): CompiledRule {
  const { match, name, labels = {}, scale, help } = syntax;
  const refuse = (message: string, ...path: string[]) => ctx.addIssue({ code: 'custom', path, message });
  // The missing key may be an unknown one, misspelt.
  if (ctx.issues.length === 0) {
    if (match === undefined) refuse('a rule without `match`: say which names it is for');
    if (name === undefined) {
      refuse('a rule without `name`: say which metric it counts in', ...(match ? ['match'] : []));
    }
  }
  const conflict = observerConflict(syntax, defaults);
  if (conflict !== undefined) refuse(conflict);
  if (match === undefined || name === undefined) return z.NEVER;

  const isRegex = (syntax.match_type ?? defaults.match_type) === 'regex';
  const { pattern, fault } = isRegex ? compileRegex(match.value) : { fault: globFault(match.value) };
  if (fault !== undefined) refuse(fault, 'match');
  const captureCount = pattern?.groupCount() ?? match.value.split('*').length - 1;
  const compileText = ({ value, place }: Written): Template => {
    const { template, unknown } =
      pattern === undefined
        ? compileGlobTemplate(value, captureCount)
        : compileRegexTemplate(value, captureCount, pattern.namedGroups());
    for (const reference of unknown) warn(place, explainUnknown(reference, captureCount));
    return template;
  };
  const rule: Rule = {
    origin: { file, line: match.place.line, match: match.value },
    isRegex,
    ...(syntax.match_metric_type !== undefined && { types: [syntax.match_metric_type] }),
    action: syntax.action ?? 'map',
    name: compileText(name),
    labels: Object.entries(labels).map(([label, value]) => {
      return { name: label, value: value === null ? [] : compileText(value) };
    }),
    honorLabels: syntax.honor_labels ?? false,
    ...(scale !== undefined && { scale }),
    ...(help !== undefined && { help: help.value }),
  };
  return { rule, place: match.place };
}

function observerConflict(keys: RuleSyntax, defaults: DefaultsOfRules): string | undefined {
  const type = keys.observer_type ?? defaults.observer_type;
  const other = { summary: 'histogram_options', histogram: 'summary_options' } as const;
  if (type === undefined || keys[other[type]] === undefined) return undefined;
  return `a rule with \`observer_type: ${type}\` cannot have \`${other[type]}\``;
}

function compileRegex(match: string): { readonly pattern?: RE2JS; readonly fault?: string } {
  try {
    return { pattern: RE2JS.compile(match) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace('error parsing regexp: ', '');
    return { fault: `${quote(match)} is not a regular expression as RE2 takes them: ${reason}` };
  }
}

function explainUnknown(reference: string, captureCount: number): string {
  const always = `\`${reference}\` is always empty`;
  const [, number, rest] = /^\$(\d+)([a-zA-Z_].*)$/.exec(reference) ?? [];
  if (number !== undefined) return `${always}: write \`\${${number}}${rest}\` to end the number`;
  if (/^\$\d+(?:\$\d+)+$/.test(reference)) return `${always}: write each number in braces, as \${1}\${2}`;
  return `${always}: the match has ${captureCount === 1 ? '1 capture' : `${captureCount} captures`}`;
}
