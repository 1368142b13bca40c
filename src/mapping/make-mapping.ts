/** Makes a mapping from compiled rules. */
import { RE2JS } from 're2js';
import type { Sample } from '../statsd/sample.ts';
import { type CacheBound, cacheMatches } from './cache.ts';
import { GlobTree } from './glob.ts';
import { mapSample } from './map-sample.ts';
import type { Mapping } from './mapping.ts';
import { findByRegex, type RegexRule } from './regex.ts';
import { type MappingRules, type Match, type Matcher, matchByRule, type Rule, unmatched } from './rule.ts';

/** `cache` bounds the cache of regex matches. */
export function makeMapping({ isOrdered, rules }: MappingRules, cache?: CacheBound): Mapping {
  const globs = new GlobTree<Rule>(isOrdered);
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
      mapSample(sample, findByGlob(globs, sample) ?? remembered(sample.type, sample.name)),
  };
}

function findByGlob(globs: GlobTree<Rule>, { type, name }: Sample): Match | undefined {
  const fields = name.split('.');
  const entry = globs.find(type, fields);
  if (entry === undefined) return undefined;
  // `$0` is the whole name, `$1` the field of the first wildcard.
  return matchByRule(entry.rule, [name, ...entry.wildcards.map((field) => fields[field])]);
}
