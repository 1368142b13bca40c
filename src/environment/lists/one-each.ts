/** A name that stands in a list several times, for several Pythons say, is one distribution. */
import type { Requirement } from '../inventory.ts';
import { compareVersions } from '../version-comparison.ts';
import type { ListedRow } from './list-kind.ts';

/**
 * A row of pip stands for that of another installer, over which pip installed. The version is known where all rows that
 * have one agree; the requirements are those of all rows.
 */
export function oneEach(rows: readonly ListedRow[]): ListedRow[] {
  return [...Map.groupBy(rows, ({ name }) => name).values()].map((listed): ListedRow => {
    const isPip = ({ installer }: ListedRow) => installer === 'pip';
    const all = listed.some(isPip) ? listed.filter(isPip) : listed;
    const versions = all.flatMap((one) => one.version ?? []);
    const [version] = versions;
    const isSame = (other: string) =>
      version !== undefined && (other === version || compareVersions(other, '==', version) === true);
    const { version: _, ...rest } = Object.assign({}, ...all) as ListedRow;
    return {
      ...rest,
      ...(version !== undefined && versions.every(isSame) && { version }),
      ...(rest.requirements !== undefined && {
        requirements: distinct(all.flatMap((one) => one.requirements ?? [])),
      }),
    };
  });
}

/** Each once. */
export function distinct(requirements: readonly Requirement[]): Requirement[] {
  return [...new Map(requirements.map((one) => [JSON.stringify(one), one])).values()];
}
