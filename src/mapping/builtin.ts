/** The rules that are known with no mapping file: the seed's two for imported packages, and those beside them. */
import type { CacheBound } from './cache.ts';
import { compileMapping } from './compile.ts';
import type { Mapping } from './mapping.ts';

/** A mapping file as anybody could write it, to begin their own from. */
export const BUILTIN_MAPPING = `mappings:
- match: "python_popcon.imported_package.*"
  name: "python_popcon_imported_package"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.imported_package.*"
  name: "python_popcon_imported_package"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.directly_imported_package.*"
  name: "python_popcon_directly_imported_package"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.directly_imported_package.*"
  name: "python_popcon_directly_imported_package"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.processes"
  name: "python_popcon_processes"
- match: "python_popcon.hub.*.processes"
  name: "python_popcon_processes"
  labels:
    namespace: "$1"
`;

/** The built-in rules, compiled. */
export function builtinMapping(cache?: CacheBound): Mapping {
  const compiled = compileMapping(BUILTIN_MAPPING, 'built-in rules', cache);
  if (!compiled.ok) throw new Error(`the built-in rules do not compile: ${compiled.problems[0]?.message}`);
  return compiled.mapping;
}
