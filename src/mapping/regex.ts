/** Regex rules: RE2 (linear time), matched anywhere in the name, in the order of the file, after all globs. */
import type { RE2JS } from 're2js';
import type { SampleType } from '../statsd/sample.ts';
import { type Match, matchByRule, type Rule } from './rule.ts';

export interface RegexRule {
  readonly pattern: RE2JS;
  readonly rule: Rule;
}

/** Returns the first rule that matches, trying each in order as the mapping language defines. */
export function findByRegex(rules: readonly RegexRule[], type: SampleType, name: string): Match | undefined {
  for (const { pattern, rule } of rules) {
    if (rule.types?.includes(type) === false) continue;
    const matcher = pattern.matcher(name);
    if (!matcher.find()) continue;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
    return matchByRule(rule, groups);
  }
  return undefined;
}
