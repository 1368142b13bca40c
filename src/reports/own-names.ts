/**
 * Under which distributions of an inventory a recorded name counts. Reporters send the names of distributions, as
 * PEP 503 or their authors write them, or, where they are set to it, those of modules (`sklearn`).
 */
import type { Inventory } from '../environment/inventory.ts';
import { language } from '../languages/languages.ts';

export interface OwnNames {
  /** The distributions of the inventory that the name counts for; none where it is of another environment. */
  distributionsOf(label: string): readonly string[];
  /** The name is that of a module, and of no distribution. */
  isModule(label: string): boolean;
}

export function ownNames({ distributions }: Pick<Inventory, 'distributions'>): OwnNames {
  const names = new Set(distributions.map(({ name }) => name));
  const byModule = new Map<string, string[]>();
  for (const { name, importNames = [] } of distributions) {
    for (const top of new Set(importNames.map((each) => each.split('.')[0] ?? each))) {
      byModule.set(top, [...(byModule.get(top) ?? []), name]);
    }
  }
  const isModule = (label: string) => !names.has(language.normalizeName(label)) && byModule.has(label);
  return {
    isModule,
    distributionsOf: (label) => {
      const name = language.normalizeName(label);
      return names.has(name) ? [name] : (byModule.get(label) ?? []);
    },
  };
}
