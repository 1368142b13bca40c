/** The difference of two inventories: distributions added, removed, and changed in version or in size. */
import { sumOfKnown } from '../sums.ts';
import type { Distribution, Inventory } from './inventory.ts';

export interface Difference {
  readonly added: readonly Distribution[];
  readonly removed: readonly Distribution[];
  /** In another version. */
  readonly changed: readonly { readonly before: Distribution; readonly after: Distribution }[];
  /** Disk after less disk before; absent where either inventory does not know a single size. */
  readonly bytes?: number;
}

/** Compares by name; each list is sorted by it. */
export function compareInventories(before: Inventory, after: Inventory): Difference {
  const old = byName(before);
  const now = byName(after);
  const bytesBefore = totalBytes(before);
  const bytesAfter = totalBytes(after);
  return {
    added: sorted(after.distributions.filter(({ name }) => !old.has(name))),
    removed: sorted(before.distributions.filter(({ name }) => !now.has(name))),
    changed: sorted(after.distributions).flatMap((distribution) => {
      const was = old.get(distribution.name);
      return was === undefined || was.version === distribution.version
        ? []
        : [{ before: was, after: distribution }];
    }),
    ...(bytesBefore !== undefined && bytesAfter !== undefined && { bytes: bytesAfter - bytesBefore }),
  };
}

/** The disk of all distributions whose size is known; undefined where none is. */
export function totalBytes({ distributions }: Inventory): number | undefined {
  return sumOfKnown(distributions.map(({ bytes }) => bytes));
}

function byName({ distributions }: Inventory): ReadonlyMap<string, Distribution> {
  return new Map(distributions.map((distribution) => [distribution.name, distribution]));
}

function sorted(distributions: readonly Distribution[]): readonly Distribution[] {
  return distributions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
