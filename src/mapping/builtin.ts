/** The rules that are known with no mapping file: the seed's two for imported packages, and those beside them. */
import { LANGUAGES } from '../languages/languages.ts';
import type { CacheBound } from './cache.ts';
import { compileMapping } from './compile.ts';
import type { Mapping } from './mapping.ts';

/** A mapping file as anybody could write it, to begin their own from. */
export const BUILTIN_MAPPING = `mappings:
${LANGUAGES.map(({ mappingRules }) => mappingRules).join('')}`;

/** The built-in rules, compiled. */
export function builtinMapping(cache?: CacheBound): Mapping {
  const compiled = compileMapping(BUILTIN_MAPPING, 'built-in rules', cache);
  if (!compiled.ok) throw new Error(`the built-in rules do not compile: ${compiled.problems[0]?.message}`);
  return compiled.mapping;
}
