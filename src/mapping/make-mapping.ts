/** Makes a mapping from compiled rules. */
import { RE2JS } from 're2js';
import { type CacheBound, cacheMatches } from './cache.ts';
import { GlobRules } from './glob-rules.ts';
import { mapSample } from './map-sample.ts';
import type { Mapping } from './mapping.ts';
import { findByRegex, type RegexRule } from './regex.ts';
import { type MappingRules, type Matcher, unmatched } from './rule.ts';

/** `cache` bounds the cache of regex matches. */
export function makeMapping({ isOrdered, rules }: MappingRules, cache?: CacheBound): Mapping {
  const globs = new GlobRules(isOrdered);
  const regexes: RegexRule[] = [];
  rules.forEach((rule, order) => {
    if (rule.isRegex) regexes.push({ rule, pattern: RE2JS.compile(rule.origin.match) });
    else globs.add(rule, order);
  });
  const afterGlobs: Matcher = (type, name) => findByRegex(regexes, type, name) ?? unmatched(name);
  // Globs are not cached: a look-up in the tree costs no more than one in the cache.
  const isCached = cache !== undefined && regexes.length > 0;
  const remembered = isCached ? cacheMatches(afterGlobs, cache) : afterGlobs;
  return {
    ruleCount: rules.length,
    mapSample: (sample) =>
      mapSample(sample, globs.find(sample.type, sample.name) ?? remembered(sample.type, sample.name)),
  };
}
