/** Packages by a part of their name or of what they are imported as: `sklearn` finds scikit-learn. */
import type { Distribution } from '../../environment/inventory.ts';
import { language } from '../../languages/languages.ts';

export interface Found {
  /** Import names that matched, by package. */
  readonly importedAs: ReadonlyMap<string, string>;
  readonly matches: (name: string) => boolean;
}

export function findNames(search: string, distributions: readonly Distribution[]): Found {
  const wanted = search.trim().toLowerCase();
  const normalized = language.normalizeName(wanted);
  const importedAs = new Map<string, string>();
  for (const { name, importNames = [] } of distributions) {
    const imported = importNames.find((each) => each.toLowerCase().includes(wanted));
    if (imported !== undefined) importedAs.set(name, imported);
  }
  return {
    importedAs,
    matches: (name) =>
      name.toLowerCase().includes(wanted) ||
      language.normalizeName(name).includes(normalized) ||
      importedAs.has(name),
  };
}
