/** A name that stands in a list several times, for several Pythons say, is one distribution. */
import type { Requirement } from '../inventory.ts';
import type { ListedRow } from './list-kind.ts';

/** Its version is known where all rows that have one agree; it requires what any of them does. */
export function oneEach(rows: readonly ListedRow[]): ListedRow[] {
  return [...Map.groupBy(rows, ({ name }) => name).values()].flatMap(([first, ...others]): ListedRow[] => {
    if (first === undefined || others.length === 0) return first === undefined ? [] : [first];
    const all = [first, ...others];
    const versions = new Set(all.flatMap(({ version }) => version ?? []));
    const [version] = versions;
    const { version: _, ...rest } = Object.assign({}, ...all) as ListedRow;
    const requirements = all.flatMap((one) => one.requirements ?? []);
    return [
      {
        ...rest,
        ...(versions.size === 1 && version !== undefined && { version }),
        ...(rest.requirements !== undefined && { requirements: distinct(requirements) }),
      },
    ];
  });
}

/** Each once. */
export function distinct(requirements: readonly Requirement[]): Requirement[] {
  return [...new Map(requirements.map((one) => [JSON.stringify(one), one])).values()];
}
