/**
 * Tells an inventory whose records say what a person asked for from one whose records do not. uv marks all that it
 * installs as asked for, and so does pip with a list that names everything (`pip freeze`): where one asked for requires
 * another, nobody knows which was.
 */
import type { Distribution, Inventory } from './inventory.ts';

/** The same without `requested` of each installer whose records cannot tell. */
export function withKnownRequests(inventory: Inventory): Inventory {
  const byInstaller = Map.groupBy(inventory.distributions, ({ installer }) => installer);
  const untold = new Set(
    [...byInstaller]
      .filter(([installer, own]) => installer !== undefined && tellsNothing(own))
      .map(([name]) => name),
  );
  if (untold.size === 0) return inventory;
  const distributions = inventory.distributions.map((one): Distribution => {
    if (!untold.has(one.installer)) return one;
    const { requested: _, ...rest } = one;
    return rest;
  });
  const isKnown = distributions.some(({ requested }) => requested !== undefined);
  return {
    ...inventory,
    distributions,
    unknown: isKnown ? inventory.unknown : [...new Set([...inventory.unknown, 'requested' as const])],
  };
}

function tellsNothing(own: readonly Distribution[]): boolean {
  const names = new Set(own.map(({ name }) => name));
  return (
    own.every(({ requested }) => requested === true) &&
    own.some(({ name, requirements = [] }) =>
      requirements.some((one) => one.extra === undefined && one.name !== name && names.has(one.name)),
    )
  );
}
