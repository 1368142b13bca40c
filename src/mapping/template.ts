/**
 * Templates of names and label values with `$n` and `${n}`, compiled once to literal texts and capture numbers.
 * A reference to a capture that does not exist is empty, as in statsd_exporter.
 */

/** Literal text, or the number of a capture group. */
export type Template = readonly (string | number)[];

/** A template, and its references that are always empty, for a warning. */
export interface CompiledTemplate {
  readonly template: Template;
  readonly unknown: readonly string[];
}

const GLOB_REFERENCE = /\$\{?([a-zA-Z0-9_$]+)\}?/g;
const REGEX_REFERENCE = /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** The references of glob rules: `$0` is the whole name, captures count from 1; a reference by name is unknown. */
export function compileGlobTemplate(text: string, captureCount: number): CompiledTemplate {
  return compile(text, GLOB_REFERENCE, (_whole, name) => {
    const number = /^[0-9]+$/.test(name) ? Number(name) : Number.NaN;
    return number <= captureCount ? number : undefined;
  });
}

/** The references of regex rules, as Go's regexp.Expand: `$0` is all, groups may have names, `$$` is a dollar. */
export function compileRegexTemplate(
  text: string,
  groupCount: number,
  groupNames: Readonly<Record<string, number>>,
): CompiledTemplate {
  return compile(text, REGEX_REFERENCE, (_whole, dollar, braced, bare) => {
    if (dollar !== undefined) return '$';
    const name = braced ?? bare ?? '';
    if (!/^(?:0|[1-9][0-9]*)$/.test(name))
      return Object.hasOwn(groupNames, name) ? groupNames[name] : undefined;
    return Number(name) <= groupCount ? Number(name) : undefined;
  });
}

/** Fills in the captures; `captures[n]` is what `$n` stands for. */
export function expand(template: Template, captures: readonly (string | null | undefined)[]): string {
  let text = '';
  for (const part of template) text += typeof part === 'string' ? part : (captures[part] ?? '');
  return text;
}

function compile(
  text: string,
  reference: RegExp,
  resolve: (...match: string[]) => string | number | undefined,
): CompiledTemplate {
  const template: (string | number)[] = [];
  const unknown: string[] = [];
  let end = 0;
  for (const match of text.matchAll(reference)) {
    if (match.index > end) template.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const part = resolve(...match);
    if (part === undefined) unknown.push(match[0]);
    else template.push(part);
  }
  if (end < text.length) template.push(text.slice(end));
  return { template, unknown };
}
