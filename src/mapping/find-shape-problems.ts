/**
 * Finds problems of a mapping file's shape: broken YAML, a list instead of a map, keys of rules outside of a rule. With
 * one of these, the schema's complaints would be misleading.
 */
import { type ConfigDocument, type Path, valueAt } from '../config/document.ts';
import type { Problem } from '../config/problem.ts';
import { findMisindentedKeys } from './misindentation.ts';
import { RULE_KEYS } from './schema.ts';

export function findShapeProblems(document: ConfigDocument, path: Path): Problem[] {
  const { yaml, file } = document;
  const value = valueAt(document.value, path);
  const isBroken = yaml.faults.length > 0;
  if (path.length === 0 && Array.isArray(value)) {
    const message = 'a mapping file is a map with `mappings:`, below which stands the list of rules';
    return [{ file, ...document.placeOf(path), message }];
  }
  const outside =
    typeof value === 'object' && value !== null ? RULE_KEYS.filter((key) => Object.hasOwn(value, key)) : [];
  if (!isBroken && outside.length === 0) return [];
  const misindented = findMisindentedKeys(yaml, RULE_KEYS);
  if (misindented.length > 0) return misindented.map(({ place, message }) => ({ file, ...place, message }));
  if (isBroken) return document.problemsAt([]);
  return outside.map((key) => ({
    file,
    ...document.placeOf([...path, key], 'key'),
    message: `\`${key}:\` belongs to a rule: rules are the items of a list under \`mappings:\``,
  }));
}
