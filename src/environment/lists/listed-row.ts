/** A distribution as a list names it → its row of an inventory. */
import { defined } from '../../defined.ts';
import { language } from '../../languages/languages.ts';
import type { Distribution } from '../inventory.ts';

/** Undefined or empty: the list does not say it. */
export interface ListedName {
  readonly name: string;
  readonly version?: string | undefined;
  readonly installer?: string | undefined;
  readonly editable?: boolean | undefined;
}

export function listedRow({ name, version, installer, editable }: ListedName): Distribution {
  return {
    name: language.normalizeName(name),
    ...defined({
      version: version || undefined,
      installer: installer || undefined,
      editable: editable || undefined,
    }),
  };
}

/** False where no distribution can have the name. */
export function hasName({ name }: Pick<Distribution, 'name'>): boolean {
  return language.normalizedName.test(name);
}
