/** Regex rules: RE2's syntax and linear time, anywhere in the name, in the order of the file, after all globs. */
import type { RE2JS } from 're2js';
import type { SampleType } from '../statsd/sample.ts';
import { type Match, matchByRule, type Rule } from './rule.ts';

export interface RegexRule {
  readonly pattern: RE2JS;
  readonly rule: Rule;
  readonly types: readonly SampleType[];
}

/** The first rule that matches; a look-up tries each, as the language asks for. */
export function findByRegex(rules: readonly RegexRule[], type: SampleType, name: string): Match | undefined {
  for (const { pattern, rule, types } of rules) {
    if (!types.includes(type)) continue;
    const matcher = pattern.matcher(name);
    if (!matcher.find()) continue;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
    return matchByRule(rule, groups);
  }
  return undefined;
}
