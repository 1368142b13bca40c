/**
 * The hidden imports of a period → the one sum of them that may be told. Each hidden count must stay free between
 * 0 and K-1 for those who see the sum, know this rule, and know which package requires which. They reason that
 * whoever imports a package imports what it requires:
 *  - where a count is 0, those of all that require it are 0, and the others must make up the whole: hence a cap;
 *  - where a count is K-1, those of all it requires are K-1: the sum is told only where it is larger than that.
 */

/** Every package that one requires, also through others, itself left out; undefined where no inventory knows it. */
export type RequirementsOf = (name: string) => ReadonlySet<string> | undefined;

export interface HiddenImports {
  readonly package: string;
  /** In all namespaces in which its count is hidden. */
  readonly imports: number;
}

export interface Pool {
  readonly sum: number;
  /** True where more than `sum` may have been hidden. */
  readonly partial: boolean;
}

/**
 * The one figure over all hidden imports. Imports that the collector folded are added as one number, unless that is
 * below K.
 */
export function poolOther(
  hidden: readonly HiddenImports[],
  { folded, requirementsOf }: { readonly folded: number; readonly requirementsOf: RequirementsOf },
  minProcesses: number,
): Pool | undefined {
  const pooled = pool(hidden, requirementsOf, minProcesses);
  if (folded < minProcesses) return pooled;
  return { sum: folded + (pooled?.sum ?? 0), partial: hidden.length > 0 && pooled?.partial !== false };
}

/** Packages of which no inventory says what they require are in no sum, since their sum cannot be bounded. */
function pool(
  hidden: readonly HiddenImports[],
  requirementsOf: RequirementsOf,
  minProcesses: number,
): Pool | undefined {
  const most = minProcesses - 1;
  const known = new Map(
    hidden.flatMap(({ package: name }) => {
      const required = requirementsOf(name);
      return required === undefined ? [] : [[name, required] as const];
    }),
  );
  const dependants = new Map<string, number>();
  let longest = 0;
  for (const required of known.values()) {
    const together = [...required].filter((name) => known.has(name));
    for (const name of together) dependants.set(name, (dependants.get(name) ?? 0) + 1);
    longest = Math.max(longest, together.length);
  }
  const widest = Math.max(0, ...dependants.values());
  const cap = (known.size - 1 - widest) * most;
  const least = (1 + longest) * most + 1;
  const whole = hidden.reduce((sum, { package: name, imports }) => sum + (known.has(name) ? imports : 0), 0);
  if (cap < least || whole < least) return undefined;
  return { sum: Math.min(whole, cap), partial: whole >= cap || known.size < hidden.length };
}
