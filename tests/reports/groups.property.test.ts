/**
 * On random requirement graphs with cycles and extras, against an oracle that knows no graph: it uninstalls, and
 * then looks for a requirement that became unmet, as `pip check` does.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { buildGraph } from '../../src/environment/graph.ts';
import type { Distribution, Inventory } from '../../src/environment/inventory.ts';
import { groupUnused } from '../../src/reports/groups.ts';
import { heldDistributions } from '../../src/reports/holders.ts';
import { type Judgement, judge } from '../../src/reports/judge.ts';
import { inventoryOf } from './recorded.ts';

interface World {
  readonly inventory: Inventory;
  readonly uses: ReadonlyMap<string, number>;
  readonly below: number;
}

const EXTRAS = ['x', 'y'] as const;

/** Environments in which every reason to stay occurs, and about half of all is neither used nor needed. */
const world: fc.Arbitrary<World> = fc.integer({ min: 1, max: 14 }).chain((size) => {
  const name = fc.integer({ min: 0, max: size }).map((at) => `n${at}`);
  const extra = fc.constantFrom(...EXTRAS);
  const requirement = fc.record(
    { name, extra, extras: fc.uniqueArray(extra, { maxLength: 2 }) },
    { requiredKeys: ['name'] },
  );
  const distribution = fc.record({
    requirements: fc.array(requirement, { maxLength: 3 }),
    kind: fc.constantFrom(
      'library',
      'library',
      'library',
      'library',
      'plugin',
      'stubs',
      'command',
      'baseline',
    ),
    processes: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 })),
  });
  return fc
    .tuple(fc.array(distribution, { minLength: size, maxLength: size }), fc.integer({ min: 0, max: 6 }))
    .map(([rows, below]) => ({
      inventory: inventoryOf(
        rows.map(
          ({ requirements, kind }, at): Distribution => ({
            name: `n${at}`,
            requirements,
            importNames: kind === 'stubs' ? [] : [`n${at}`],
            ...(kind === 'plugin' ? { entryPoints: { 'n0.plugins': ['p'] } } : {}),
            ...(kind === 'command' ? { commands: ['run'] } : {}),
          }),
        ),
        {
          activation: 'ipython',
          baseline: rows.flatMap(({ kind }, at) => (kind === 'baseline' ? [`n${at}`] : [])),
        },
      ),
      uses: new Map(
        rows.flatMap(({ processes }, at) => (processes > 0 ? [[`n${at}`, processes] as const] : [])),
      ),
      below,
    }));
});

function judgeWorld({ inventory, uses, below }: World): Judgement {
  return judge(
    {
      inventory,
      graph: buildGraph(inventory),
      held: heldDistributions(inventory.distributions),
      uses: new Map([...uses].map(([name, processes]) => [name, { processes, lastDay: 0 }])),
      earlier: new Map(),
      failures: new Map(),
      clockOf: () => ({
        since: 0,
        days: 99,
        reportedDays: 99,
        processes: 999,
        fromFirstInventory: true,
      }),
    },
    { minDays: 30, minProcesses: 100, below, includeCommands: false, keep: [] },
  );
}

function groupsOf(given: World) {
  const { leaving } = judgeWorld(given);
  return groupUnused(leaving, buildGraph(given.inventory), () => 1);
}

/**
 * The first requirement of what is left that was met before and is not any more. An extra counts where something
 * left asks for it; `asked` grows until nothing new is asked for.
 */
function brokenRequirement(inventory: Inventory, removed: ReadonlySet<string>): string | undefined {
  const installed = new Set(inventory.distributions.map(({ name }) => name));
  const left = inventory.distributions.filter(({ name }) => !removed.has(name));
  const asked = new Set(left.map(({ name }) => `${name}[]`));
  for (let before = -1; before !== asked.size; ) {
    before = asked.size;
    for (const { name, requirements = [] } of left)
      for (const one of requirements)
        if (asked.has(`${name}[${one.extra ?? ''}]`))
          for (const extra of one.extras ?? []) asked.add(`${one.name}[${extra}]`);
  }
  for (const { name, requirements = [] } of left)
    for (const one of requirements)
      if (asked.has(`${name}[${one.extra ?? ''}]`) && installed.has(one.name) && removed.has(one.name))
        return `${name} lost ${one.name}`;
  return undefined;
}

/** One that goes though the host of its plugin, `n0`, stays. */
function heldPlugin({ distributions }: Inventory, removed: ReadonlySet<string>): string | undefined {
  if (removed.has('n0')) return undefined;
  return distributions.find(
    ({ name, entryPoints }) => entryPoints !== undefined && name !== 'n0' && removed.has(name),
  )?.name;
}

/** Why a distribution must stay, told from the world alone. */
function isNeverToGo({ inventory, uses }: World, name: string): boolean {
  const distribution = inventory.distributions.find((one) => one.name === name);
  return (
    uses.has(name) ||
    inventory.baseline.includes(name) ||
    distribution?.commands !== undefined ||
    distribution?.importNames?.length === 0
  );
}

describe('removing what is unused', () => {
  test('all of it leaves every requirement met, and takes nothing that must stay', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { leaving } = judgeWorld(given);
        assert.equal(brokenRequirement(given.inventory, leaving), undefined);
        assert.equal(heldPlugin(given.inventory, leaving), undefined);
        for (const name of leaving) assert.ok(!isNeverToGo(given, name), name);
      }),
      { numRuns: 2_000 },
    );
  });

  test('any groups, with those they come after, leave every requirement met', () => {
    fc.assert(
      fc.property(world, fc.array(fc.nat({ max: 20 })), (given, picks) => {
        const groups = groupsOf(given);
        const byRoot = new Map(groups.map((group) => [group.root, group]));
        const removed = new Set<string>();
        for (const pick of picks) {
          const group = groups[pick % Math.max(groups.length, 1)];
          for (const root of group === undefined ? [] : [group.root, ...group.after])
            for (const member of byRoot.get(root)?.members ?? []) removed.add(member);
        }
        assert.equal(brokenRequirement(given.inventory, removed), undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  test('nothing more could go: whatever stays must stay itself, or something that stays needs it', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { leaving } = judgeWorld(given);
        const stays = given.inventory.distributions
          .map(({ name }) => name)
          .filter((name) => !leaving.has(name));
        // A largest set that could go besides: all that need not stay itself, less what then is missed.
        const more = new Set([...leaving, ...stays.filter((name) => !isNeverToGo(given, name))]);
        const missed = () =>
          brokenRequirement(given.inventory, more)?.split(' lost ')[1] ?? heldPlugin(given.inventory, more);
        for (let name = missed(); name !== undefined; name = missed()) more.delete(name);
        assert.deepEqual(more, new Set(leaving));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('groups', () => {
  test('hold each unused distribution once, and come after all that lead to them', () => {
    fc.assert(
      fc.property(world, (given) => {
        const groups = groupsOf(given);
        const members = groups.flatMap((group) => group.members);
        assert.deepEqual(members.toSorted(), [...judgeWorld(given).leaving].sort());
        const byRoot = new Map(groups.map((group) => [group.root, group]));
        for (const group of groups) {
          assert.equal(group.members[0], group.root);
          assert.notEqual(group.after.length, 1);
          // What they come after themselves is told, too.
          for (const root of group.after.flatMap((each) => byRoot.get(each)?.after ?? []))
            assert.ok(group.after.includes(root));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('cannot be split: no part of a group can go without all of what it begins with', () => {
    fc.assert(
      fc.property(world, (given) => {
        for (const group of groupsOf(given)) {
          if (group.after.length > 0 || group.members.length === 1) continue;
          const others = new Set(group.members.slice(1));
          assert.notEqual(
            brokenRequirement(given.inventory, others),
            undefined,
            `${group.root} did not bring ${[...others]}`,
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('chains', () => {
  test('of needed ones begin at one that stays by itself and go from requirement to requirement', () => {
    fc.assert(
      fc.property(world, (given) => {
        const graph = buildGraph(given.inventory);
        const { verdicts } = judgeWorld(given);
        for (const [name, verdict] of verdicts) {
          if (verdict.verdict !== 'needed') continue;
          assert.equal(verdict.chain.at(-1), name);
          assert.equal(verdict.chain[0], verdict.by);
          assert.equal(verdicts.get(verdict.by)?.verdict, verdict.byVerdict);
          for (const [at, each] of verdict.chain.slice(1).entries())
            assert.ok(graph.requires(verdict.chain[at] ?? '').includes(each), verdict.chain.join(' → '));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
