/** A mapping text that compiles. */
import assert from 'node:assert/strict';
import type { CacheBound } from '../../src/mapping/cache.ts';
import { compileMapping } from '../../src/mapping/compile.ts';
import { makeMapping } from '../../src/mapping/make-mapping.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';
import type { MappingRules } from '../../src/mapping/rule.ts';

/** As they arrive in the ingest thread. */
export function rulesOf(text: string): MappingRules {
  const compiled = compileMapping(text, 'm.yml');
  assert.ok(compiled.ok, compiled.ok ? '' : JSON.stringify(compiled.problems));
  return JSON.parse(JSON.stringify(compiled.rules));
}

export function mappingOf(text: string, cache?: CacheBound): Mapping {
  return makeMapping(rulesOf(text), cache);
}
