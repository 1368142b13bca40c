/** The built-in rules, used without a mapping file: those of all languages. */
import { LANGUAGES } from '../languages/languages.ts';
import type { CacheBound } from './cache.ts';
import { compileMapping } from './compile.ts';
import type { Mapping } from './mapping.ts';

/** As a mapping file, which can be the start of one's own. */
export const BUILTIN_MAPPING = `mappings:
${LANGUAGES.map(({ mappingRules }) => mappingRules).join('')}`;

/** The built-in rules, compiled. */
export function builtinMapping(cache?: CacheBound): Mapping {
  const compiled = compileMapping(BUILTIN_MAPPING, 'built-in rules', cache);
  if (!compiled.ok) throw new Error(`the built-in rules do not compile: ${compiled.problems[0]?.message}`);
  return compiled.mapping;
}
