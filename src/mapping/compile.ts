/**
 * A mapping file's text comes in, a compiled mapping goes out, or every problem of the file with its place.
 * The language is statsd_exporter's; docs/mapping.md describes it and lists where ours differs.
 */
import type { SampleType } from '../statsd/sample.ts';
import { type CacheBound, cacheMatches } from './cache.ts';
import { compileRule } from './compile-rule.ts';
import { GlobTree } from './glob.ts';
import { mapSample } from './map-sample.ts';
import type { Mapping } from './mapping.ts';
import { byPlace, type Problem } from './problem.ts';
import { findByRegex, type RegexRule } from './regex.ts';
import { type Match, type Matcher, matchByRule, type Rule, unmatched } from './rule.ts';
import { readMapping } from './syntax.ts';
import { YamlReader } from './yaml-reader.ts';

export type Compiled =
  | {
      readonly ok: true;
      readonly mapping: Mapping;
      /** What is allowed but surely not meant: rules that never match, references that are always empty. */
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const SAMPLE_TYPES: readonly SampleType[] = ['counter', 'gauge', 'observer'];

/** Compiles a mapping file; `file` is its name for people. With `cache`, what regexes said of names is remembered. */
export function compileMapping(text: string, file: string, cache?: CacheBound): Compiled {
  const reader = new YamlReader(text, file);
  const { defaults, rules } = readMapping(reader);
  const ordered = defaults.glob_disable_ordering !== true;
  const globs: Readonly<Record<SampleType, GlobTree<Rule>>> = {
    counter: new GlobTree(ordered),
    gauge: new GlobTree(ordered),
    observer: new GlobTree(ordered),
  };
  const regexes: RegexRule[] = [];
  const warnings: Problem[] = [];

  rules.forEach((syntax, order) => {
    const compiled = compileRule(syntax, defaults, reader, warnings);
    if (compiled === undefined) return;
    const { rule, pattern, place } = compiled;
    const types = syntax.match_metric_type === undefined ? SAMPLE_TYPES : [syntax.match_metric_type];
    if (pattern !== undefined) {
      regexes.push({ rule, pattern, types });
      return;
    }
    const { match } = rule.origin;
    const covering = types.map((type) => globs[type].findCovering(match)?.value.origin);
    const [first] = covering;
    if (first !== undefined && !covering.includes(undefined)) {
      const message = `this rule never matches: \`${first.match}\` on line ${first.line} takes all of it`;
      warnings.push({ file, ...place, message });
    }
    for (const type of types) globs[type].add(match, order, rule);
  });
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems.toSorted(byPlace) };

  const afterGlobs: Matcher = (type, name) => findByRegex(regexes, type, name) ?? unmatched(name);
  // A look-up among globs costs no more than one in the cache, and leaves no garbage there.
  const isCached = cache !== undefined && regexes.length > 0;
  const remembered = isCached ? cacheMatches(afterGlobs, cache) : afterGlobs;
  const mapping: Mapping = {
    ruleCount: rules.length,
    mapSample: (sample) =>
      mapSample(sample, findByGlob(globs[sample.type], sample.name) ?? remembered(sample.type, sample.name)),
  };
  return { ok: true, mapping, warnings: warnings.toSorted(byPlace) };
}

function findByGlob(tree: GlobTree<Rule>, name: string): Match | undefined {
  const fields = name.split('.');
  const entry = tree.find(fields);
  if (entry === undefined) return undefined;
  // `$1` is the first wildcard's field: captures count from 1.
  return matchByRule(entry.value, ['', ...entry.wildcards.map((field) => fields[field])]);
}
