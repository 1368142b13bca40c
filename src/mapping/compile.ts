/**
 * Compiles the text of a mapping file into rules, or returns all problems of the file with their places.
 * The language is statsd_exporter's; docs/mapping.md describes it and lists where ours differs.
 */
import { z } from 'zod';
import { valueAt } from '../config/document.ts';
import { byPlace, type Place, type Problem } from '../config/problem.ts';
import { readDocument } from '../config/read.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import { explainHeld, explainNone, type FoundMapping, findMappings } from './find-mappings.ts';
import { findShapeProblems } from './find-shape-problems.ts';
import { GlobTree } from './glob.ts';
import type { MappingRules, Rule } from './rule.ts';
import { optional } from './scalars.ts';
import { DEFAULTS, DEFAULTS_OF_RULES, type Defaults, map, RULE } from './schema.ts';

export type Compiled =
  | {
      readonly ok: true;
      readonly rules: MappingRules;
      /** Valid but surely mistakes: rules that never match, references that are always empty. */
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles a mapping file; `file` is its name in messages. */
export function compileMapping(text: string, file: string): Compiled {
  const [mapping] = findMappings(text, file);
  if (mapping === undefined) return { ok: false, problems: [explainNone(text, file)] };
  if (mapping.at !== undefined) return { ok: false, problems: [explainHeld(mapping, mapping.at)] };
  return compileFound(mapping);
}

/** Compiles a mapping that is part of a file. */
export function compileFound({ document, path }: FoundMapping): Compiled {
  const problems = findShapeProblems(document, path);
  if (problems.length > 0) return { ok: false, problems };
  const warnings: Problem[] = [];
  const warn = (place: Place, message: string) => warnings.push({ file: document.file, ...place, message });
  const read = readDocument(document, path, schemaOf(valueAt(document.value, path), document.file, warn));
  if (!read.ok) return read;
  const { defaults, mappings = [] } = read.value;
  const isOrdered = defaults?.glob_disable_ordering !== true;
  const globs = new GlobTree<Rule>(isOrdered);
  mappings.forEach(({ rule, place }, order) => {
    if (rule.isRegex) return;
    const covering = globs.findCovering(rule)?.origin;
    if (covering !== undefined) {
      warn(place, `this rule never matches: \`${covering.match}\` on line ${covering.line} takes all of it`);
    }
    globs.add(rule, order);
  });
  return {
    ok: true,
    rules: { isOrdered, rules: mappings.map(({ rule }) => rule) },
    warnings: warnings.toSorted(byPlace),
  };
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
