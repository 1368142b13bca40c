/** The built-in rules, used without a mapping file: those of all languages. */
import { LANGUAGES } from '../languages/languages.ts';
import { compileMapping } from './compile.ts';
import type { MappingRules } from './rule.ts';

/** As a mapping file, which can be the start of one's own. */
export const BUILTIN_MAPPING = `mappings:
${LANGUAGES.map(({ mappingRules }) => mappingRules).join('')}`;

/** The built-in rules, compiled. */
export function builtinRules(): MappingRules {
  const compiled = compileMapping(BUILTIN_MAPPING, 'built-in rules');
  if (!compiled.ok) throw new Error(`the built-in rules do not compile: ${compiled.problems[0]?.message}`);
  return compiled.rules;
}
