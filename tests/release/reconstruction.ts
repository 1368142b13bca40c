/**
 * The attacker with a solver: from a published period alone (and the names of what is installed, which of it
 * requires which, and the namespaces, which are no secret) the tightest bounds of every hidden count. It knows the
 * release's format and its rule, and shares no code with what makes the release.
 */
import { createRequire } from 'node:module';
import type { Highs } from 'highs';
import type { ReleasedPeriod } from '../../src/release/released.ts';

export interface Bounds {
  readonly cell: string;
  readonly least: number;
  readonly most: number;
}

// The package's types are those of its CommonJS form.
const loadHighs: () => Promise<Highs> = createRequire(import.meta.url)('highs');
const solver = await loadHighs();

/** A pair of {@link Knowledge.installed} names: the first requires the second. */
export type Requires = readonly [string, string];

export interface Knowledge {
  readonly installed: readonly string[];
  readonly requires?: readonly Requires[];
  readonly namespaces: readonly string[];
}

/** Bounds of the hidden counts of all rows, or of those of `only`. */
export function reconstruct(released: ReleasedPeriod, known: Knowledge, only?: readonly string[]): Bounds[] {
  const { constraints, hidden, variables, top } = describe(released, known);
  const attacked = hidden.filter(({ row }) => only === undefined || only.includes(row));
  return attacked.map((cell) => ({
    cell: `${cell.row} in ${cell.namespace}`,
    least: solve('Minimize', cell.variable, constraints, variables, top),
    most: solve('Maximize', cell.variable, constraints, variables, top),
  }));
}

interface Cell {
  readonly row: string;
  readonly namespace: string;
  readonly variable: string;
}

const PROCESSES = '(processes)';

function describe(released: ReleasedPeriod, { installed, requires = [], namespaces }: Knowledge) {
  const constraints: string[] = [];
  const hidden: Cell[] = [];
  const variables: string[] = [];
  const leftovers: string[] = [];
  const below = released.minProcesses - 1;
  const rows = [PROCESSES, ...installed];
  // Whoever imports a package imports what it requires.
  for (const [upper, lower] of requires) {
    namespaces.forEach((_, n) => {
      constraints.push(`x${rows.indexOf(upper)}_${n} - x${rows.indexOf(lower)}_${n} <= 0`);
    });
  }
  rows.forEach((row, r) => {
    const told =
      row === PROCESSES ? released.processes : released.packages.find((one) => one.package === row);
    const cells = namespaces.map((namespace, n) => ({ row, namespace, variable: `x${r}_${n}` }));
    const unknown: Cell[] = [];
    for (const cell of cells) {
      variables.push(cell.variable);
      const count = told?.namespaces?.find((one) => one.namespace === cell.namespace)?.processes;
      if (count === undefined) {
        unknown.push(cell);
        constraints.push(`${cell.variable} <= ${below}`);
      } else constraints.push(`${cell.variable} = ${count}`);
      // No package is in more processes than there are.
      if (r > 0) constraints.push(`${cell.variable} - x0_${namespaces.indexOf(cell.namespace)} <= 0`);
    }
    hidden.push(...unknown);
    if (told !== undefined) {
      constraints.push(`${sum(cells)} ${told.partial ? '>=' : '='} ${told.processes}`);
    }
    if (r > 0) leftovers.push(...unknown.map(({ variable }) => variable));
  });
  if (released.other !== undefined) {
    constraints.push(
      `${leftovers.join(' + ')} ${released.other.partial ? '>=' : '='} ${released.other.imports}`,
    );
  }
  const top = Math.max(1_000, ...(released.processes?.namespaces ?? []).map(({ processes }) => processes));
  return { constraints, hidden, variables, top };
}

function sum(cells: readonly Cell[]): string {
  return cells.map(({ variable }) => variable).join(' + ');
}

function solve(
  sense: 'Minimize' | 'Maximize',
  objective: string,
  constraints: readonly string[],
  variables: readonly string[],
  top: number,
): number {
  const problem = [
    sense,
    ` obj: ${objective}`,
    'Subject To',
    ...constraints.map((constraint, at) => ` c${at}: ${constraint}`),
    'Bounds',
    ...variables.map((variable) => ` 0 <= ${variable} <= ${top}`),
    'General',
    ` ${variables.join(' ')}`,
    'End',
  ].join('\n');
  const { Status, ObjectiveValue } = solver.solve(problem);
  if (Status !== 'Optimal')
    throw new Error(`${Status}: the published figures contradict each other\n${problem}`);
  return Math.round(ObjectiveValue);
}
