/**
 * The attacker who knows the rule: every small table there is goes through the redaction, tables with the same
 * output are put together, and each hidden count must take every value below K within each of these groups.
 * What an attacker knows besides narrows the tables: counts stay below the processes, or below those of a
 * package that brings this one along.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suppress } from '../../src/release/suppress.ts';

/** Rows of counts, one a package, one column a namespace; row 0 is the processes. */
type Table = readonly (readonly number[])[];

interface World {
  readonly name: string;
  readonly namespaces: number;
  readonly packages: number;
  readonly minProcesses: number;
  readonly maxCount: number;
  /** The processes vary too; otherwise there are enough of them everywhere. */
  readonly processesVary?: true;
  /** Pairs of rows, as inventories have them and the attacker knows: the first requires the second. */
  readonly requires?: readonly (readonly [number, number])[];
  /** What the attacker knows besides to be so in every table. */
  readonly known?: (table: Table) => boolean;
}

const below = (lower: number, upper: number) => (table: Table) =>
  (table[lower] ?? []).every((count, column) => count <= (table[upper]?.[column] ?? 0));

const WORLDS: readonly World[] = [
  { name: 'one namespace, four packages', namespaces: 1, packages: 4, minProcesses: 3, maxCount: 4 },
  { name: 'two namespaces, three packages', namespaces: 2, packages: 3, minProcesses: 2, maxCount: 3 },
  { name: 'two namespaces, K of 4', namespaces: 2, packages: 2, minProcesses: 4, maxCount: 6 },
  { name: 'three namespaces, two packages', namespaces: 3, packages: 2, minProcesses: 3, maxCount: 4 },
  { name: 'three namespaces, three packages', namespaces: 3, packages: 3, minProcesses: 2, maxCount: 2 },
  { name: 'four namespaces, two packages', namespaces: 4, packages: 2, minProcesses: 2, maxCount: 2 },
  { name: 'six namespaces, one package', namespaces: 6, packages: 1, minProcesses: 3, maxCount: 4 },
  {
    name: 'package 2 requires package 1',
    namespaces: 3,
    packages: 2,
    minProcesses: 3,
    maxCount: 5,
    requires: [[2, 1]],
  },
  {
    name: 'two require a third, two stand alone',
    namespaces: 1,
    packages: 5,
    minProcesses: 3,
    maxCount: 3,
    requires: [
      [2, 1],
      [3, 1],
    ],
  },
  {
    name: 'a chain of three, three stand alone',
    namespaces: 1,
    packages: 6,
    minProcesses: 2,
    maxCount: 2,
    requires: [
      [3, 2],
      [2, 1],
    ],
  },
  {
    name: 'two that require each other, four stand alone',
    namespaces: 1,
    packages: 6,
    minProcesses: 2,
    maxCount: 2,
    requires: [
      [1, 2],
      [2, 1],
    ],
  },
  {
    name: 'all of one family',
    namespaces: 2,
    packages: 3,
    minProcesses: 2,
    maxCount: 2,
    requires: [
      [2, 1],
      [3, 1],
    ],
  },
  {
    name: 'no package above the processes, four namespaces',
    namespaces: 4,
    packages: 1,
    minProcesses: 2,
    maxCount: 3,
    processesVary: true,
    known: below(1, 0),
  },
  {
    name: 'no package above the processes',
    namespaces: 3,
    packages: 2,
    minProcesses: 2,
    maxCount: 3,
    processesVary: true,
    known: (table) => below(1, 0)(table) && below(2, 0)(table),
  },
];

for (const world of WORLDS) {
  test(`${world.name}: no hidden count can be narrowed`, () => {
    const findings = audit(world);
    assert.ok(findings.hidden > 0, 'the world has hidden counts');
    assert.ok(findings.told > 0, 'the world has told counts');
    assert.deepEqual(findings.narrowed.slice(0, 3), []);
  });
}

interface Findings {
  hidden: number;
  told: number;
  /** Outputs from which a hidden count can be narrowed. */
  readonly narrowed: string[];
}

function audit(world: World): Findings {
  const values = new Map<string, Set<number>[][]>();
  const findings: Findings = { hidden: 0, told: 0, narrowed: [] };
  for (const table of tables(world)) {
    if (world.known?.(table) === false) continue;
    if (world.requires?.some(([upper, lower]) => !below(upper, lower)(table))) continue;
    const output = publish(table, world);
    const seen = values.get(output) ?? table.map((row) => row.map(() => new Set<number>()));
    values.set(output, seen);
    for (const [r, row] of table.entries()) {
      for (const [c, count] of row.entries()) seen[r]?.[c]?.add(count);
    }
  }
  for (const [output, seen] of values) {
    for (const possible of seen.flat()) {
      if (possible.size === 1 && Math.min(...possible) >= world.minProcesses) {
        findings.told += 1;
        continue;
      }
      findings.hidden += 1;
      const counts = Array.from({ length: world.minProcesses }, (_, count) => count);
      const missing = counts.filter((count) => !possible.has(count));
      if (missing.length > 0) findings.narrowed.push(`${output} excludes ${missing.join(', ')}`);
    }
  }
  return findings;
}

/** All that a reader of the release sees, as one text. */
function publish(table: Table, { minProcesses, requires = [] }: World): string {
  const [processes = [], ...packages] = table;
  const disclosure = suppress(
    {
      namespaces: processes.map((_, column) => `n${column}`),
      processes,
      packages: new Map(packages.map((row, index) => [`p${index + 1}`, row])),
      folded: 0,
      requirementsOf: (name) => required(name, requires),
    },
    minProcesses,
  );
  return JSON.stringify({ ...disclosure, packages: [...disclosure.packages] });
}

function required(
  name: string,
  requires: NonNullable<World['requires']>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const [upper, lower] of requires) {
    if (`p${upper}` !== name || found.has(`p${lower}`)) continue;
    found.add(`p${lower}`);
    required(`p${lower}`, requires, found);
  }
  return found;
}

/** Every table of a world. */
function* tables({ namespaces, packages, maxCount, processesVary }: World): Generator<Table> {
  const rows = processesVary ? packages + 1 : packages;
  const enough = processesVary ? [] : [Array.from({ length: namespaces }, () => 99)];
  const counts = Array.from({ length: rows * namespaces }, () => 0);
  for (;;) {
    const varying = Array.from({ length: rows }, (_, row) =>
      counts.slice(row * namespaces, (row + 1) * namespaces),
    );
    yield [...enough, ...varying];
    const next = counts.findIndex((count) => count < maxCount);
    if (next === -1) return;
    counts.fill(0, 0, next);
    counts[next] = (counts[next] ?? 0) + 1;
  }
}
