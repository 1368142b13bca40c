/**
 * Compiles the text of a mapping file, or returns all problems of the file with their places.
 * The language is statsd_exporter's; docs/mapping.md describes it and lists where ours differs.
 */
import { z } from 'zod';
import { valueAt } from '../config/document.ts';
import { byPlace, type Place, type Problem } from '../config/problem.ts';
import { readDocument } from '../config/read.ts';
import type { SampleType } from '../statsd/sample.ts';
import { type CacheBound, cacheMatches } from './cache.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import { explainHeld, explainNone, type FoundMapping, findMappings } from './find-mappings.ts';
import { findShapeProblems } from './find-shape-problems.ts';
import { GlobTree } from './glob.ts';
import { mapSample } from './map-sample.ts';
import type { Mapping } from './mapping.ts';
import { findByRegex, type RegexRule } from './regex.ts';
import { type Match, type Matcher, matchByRule, type Rule, unmatched } from './rule.ts';
import { optional } from './scalars.ts';
import { DEFAULTS, DEFAULTS_OF_RULES, type Defaults, map, RULE } from './schema.ts';

export type Compiled =
  | {
      readonly ok: true;
      readonly mapping: Mapping;
      /** Valid but surely mistakes: rules that never match, references that are always empty. */
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles a mapping file; `file` is its name in messages. `cache` bounds the cache of regex matches. */
export function compileMapping(text: string, file: string, cache?: CacheBound): Compiled {
  const [mapping] = findMappings(text, file);
  if (mapping === undefined) return { ok: false, problems: [explainNone(text, file)] };
  if (mapping.at !== undefined) return { ok: false, problems: [explainHeld(mapping, mapping.at)] };
  return compileFound(mapping, cache);
}

/** Compiles a mapping that is part of a file. */
export function compileFound({ document, path }: FoundMapping, cache?: CacheBound): Compiled {
  const problems = findShapeProblems(document, path);
  if (problems.length > 0) return { ok: false, problems };
  const warnings: Problem[] = [];
  const warn = (place: Place, message: string) => warnings.push({ file: document.file, ...place, message });
  const read = readDocument(document, path, schemaOf(valueAt(document.value, path), document.file, warn));
  if (!read.ok) return read;
  const { defaults, mappings: rules = [] } = read.value;
  const ordered = defaults?.glob_disable_ordering !== true;
  const globs: Readonly<Record<SampleType, GlobTree<Rule>>> = {
    counter: new GlobTree(ordered),
    gauge: new GlobTree(ordered),
    observer: new GlobTree(ordered),
  };
  const regexes: RegexRule[] = [];
  rules.forEach(({ rule, pattern, types, place }, order) => {
    if (pattern !== undefined) {
      regexes.push({ rule, pattern, types });
      return;
    }
    const { match } = rule.origin;
    const covering = types.map((type) => globs[type].findCovering(match)?.value.origin);
    const [first] = covering;
    if (first !== undefined && !covering.includes(undefined)) {
      warn(place, `this rule never matches: \`${first.match}\` on line ${first.line} takes all of it`);
    }
    for (const type of types) globs[type].add(match, order, rule);
  });

  const afterGlobs: Matcher = (type, name) => findByRegex(regexes, type, name) ?? unmatched(name);
  // Globs are not cached: a look-up in the tree costs no more than one in the cache.
  const isCached = cache !== undefined && regexes.length > 0;
  const remembered = isCached ? cacheMatches(afterGlobs, cache) : afterGlobs;
  const mapping: Mapping = {
    ruleCount: rules.length,
    mapSample: (sample) =>
      mapSample(sample, findByGlob(globs[sample.type], sample.name) ?? remembered(sample.type, sample.name)),
  };
  return { ok: true, mapping, warnings: warnings.toSorted(byPlace) };
}

type MappingFile = {
  readonly defaults?: Defaults | undefined;
  readonly mappings?: CompiledRule[] | undefined;
};

/** Schema of a whole mapping file, or of a list of rules alone; each rule is compiled as it is parsed. */
function schemaOf(
  value: unknown,
  file: string,
  warn: (place: Place, message: string) => void,
): z.ZodType<MappingFile> {
  // The default match type counts even if other defaults are invalid: else a regular expression is read as a glob.
  const byDefault = DEFAULTS_OF_RULES.safeParse(valueAt(value, ['defaults'])).data ?? {};
  const rules = z.array(RULE.transform((syntax, ctx) => compileRule(syntax, byDefault, file, warn, ctx)));
  if (Array.isArray(value)) return rules.transform((mappings) => ({ mappings }));
  return map({ defaults: optional(DEFAULTS), mappings: optional(rules) }, 'a mapping file');
}

function findByGlob(tree: GlobTree<Rule>, name: string): Match | undefined {
  const fields = name.split('.');
  const entry = tree.find(fields);
  if (entry === undefined) return undefined;
  // `$0` is the whole name, `$1` the field of the first wildcard.
  return matchByRule(entry.value, [name, ...entry.wildcards.map((field) => fields[field])]);
}
