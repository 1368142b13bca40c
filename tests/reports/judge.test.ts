/** The verdict on each distribution from facts alone; unused.test.ts has those that a ledger decides. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildGraph } from '../../src/environment/graph.ts';
import type { Distribution, Inventory } from '../../src/environment/inventory.ts';
import type { Facts, Failures, Terms, Use } from '../../src/reports/facts.ts';
import { heldDistributions } from '../../src/reports/holders.ts';
import { judge } from '../../src/reports/judge.ts';
import { parseKeepList } from '../../src/reports/keep-list.ts';
import { day, inventoryOf, library } from './recorded.ts';

interface Given {
  readonly installed?: readonly Distribution[];
  readonly inventory?: Partial<Inventory>;
  readonly uses?: Readonly<Record<string, number | Use>>;
  readonly failures?: Readonly<Record<string, number>>;
  readonly earlier?: Readonly<Record<string, string>>;
  readonly observed?: { readonly days: number; readonly processes: number };
  readonly terms?: Partial<Terms>;
}

const LAST_DAY = '2026-05-29';
const MANY = { days: 30, processes: 100 };

function judged({
  installed = [library('a')],
  inventory: more,
  uses = {},
  failures = {},
  earlier = {},
  observed = MANY,
  terms,
}: Given) {
  const inventory = inventoryOf(installed, more);
  const lastDay = day(LAST_DAY);
  const facts: Facts = {
    inventory,
    graph: buildGraph(inventory),
    held: heldDistributions(inventory.distributions),
    uses: new Map(
      Object.entries(uses).map(([name, use]): [string, Use] => [
        name,
        typeof use === 'number' ? { processes: use, lastDay } : use,
      ]),
    ),
    earlier: new Map(Object.entries(earlier).map(([name, text]) => [name, day(text)])),
    failures: new Map(
      Object.entries(failures).map(([name, processes]): [string, Failures] => [name, { processes, lastDay }]),
    ),
    clockOf: () => ({
      ...observed,
      since: day('2026-04-30'),
      reportedDays: observed.days,
      fromFirstInventory: true,
    }),
  };
  return judge(facts, { minDays: 30, minProcesses: 100, includeCommands: false, keep: [], ...terms });
}

const PAIR = [library('a', ['b']), library('b')];
const used = (processes: number) => ({ verdict: 'used', processes, lastDay: LAST_DAY });
const rarely = (processes: number, below: number) => ({
  verdict: 'rarely used',
  processes,
  below,
  lastDay: LAST_DAY,
});
const needed = (name: string, by: string, byVerdict: string) => ({
  verdict: 'needed',
  by,
  byVerdict,
  chain: [by, name],
});
const tooNew = (days: number, processes: number) => ({
  verdict: 'too new',
  since: '2026-04-30',
  days,
  processes,
});
const commands = (...names: string[]) => ({ verdict: 'commands not seen', commands: names });
const ipython = { activation: 'ipython' } as const;

const CASES: Readonly<Record<string, readonly [given: Given, verdicts: Readonly<Record<string, unknown>>]>> =
  {
    'nothing keeps it': [{}, {}],
    'a day too few': [{ observed: { days: 29, processes: 100 } }, { a: tooNew(29, 100) }],
    'a process too few': [{ observed: { days: 30, processes: 99 } }, { a: tooNew(30, 99) }],
    'needed by one that is too new': [
      { installed: [library('b'), library('a', ['b'])], observed: { days: 1, processes: 1 } },
      { a: tooNew(1, 1), b: tooNew(1, 1) },
    ],
    'used, with what it requires; counts of what is not installed say nothing': [
      { installed: PAIR, uses: { a: 3, gone: 9 }, failures: { other: 1 } },
      { a: used(3), b: needed('b', 'a', 'used') },
    ],
    'required by way of another, and used though another requires it': [
      {
        installed: [library('a', ['b', 'd']), library('b', ['c']), library('c'), library('d')],
        uses: { a: 3, d: 2 },
      },
      {
        a: used(3),
        b: needed('b', 'a', 'used'),
        c: { ...needed('c', 'b', 'used'), by: 'a', chain: ['a', 'b', 'c'] },
        d: used(2),
      },
    ],
    'fewer processes than asked, and as many': [
      { installed: [library('a'), library('b')], uses: { a: 2, b: 3 }, terms: { below: 3 } },
      { a: rarely(2, 3), b: used(3) },
    ],
    'rarely used, and needed by one that is used more': [
      { installed: PAIR, uses: { a: 3, b: 1 }, terms: { below: 3 } },
      { a: used(3), b: used(1) },
    ],
    'needed by one that is rarely used': [
      { installed: PAIR, uses: { a: 1 }, terms: { below: 3 } },
      { a: rarely(1, 3), b: needed('b', 'a', 'rarely used') },
    ],
    'used elsewhere': [
      { uses: { a: { processes: 4, share: 0.5, lastDay: day(LAST_DAY), elsewhere: ['bio'] } } },
      {
        a: {
          verdict: 'used elsewhere',
          namespaces: ['bio'],
          processes: 4,
          share: 0.5,
          lastDay: LAST_DAY,
        },
      },
    ],
    'its import fails; that of one that is imported, too, does not count': [
      { installed: [...PAIR, library('c')], uses: { c: 1 }, failures: { a: 2, c: 5 } },
      {
        a: { verdict: 'fails to import', processes: 2, lastDay: LAST_DAY },
        b: needed('b', 'a', 'fails to import'),
        c: used(1),
      },
    ],
    'used before the window': [
      { earlier: { a: '2025-11-03' }, inventory: { baseline: ['a'] } },
      { a: { verdict: 'used before', lastDay: '2025-11-03' } },
    ],
    'loaded before the reporter, with what it requires': [
      { installed: PAIR, inventory: { baseline: ['a'] } },
      { a: { verdict: 'baseline' }, b: needed('b', 'a', 'baseline') },
    ],
    'no module': [
      { installed: [library('a', [], { importNames: [] })] },
      { a: { verdict: 'not observable', because: { kind: 'no module' } } },
    ],
    'commands, where kernels alone report': [
      { installed: [library('a', [], { commands: ['run'] })], inventory: ipython },
      { a: commands('run') },
    ],
    'commands that are asked for': [
      {
        installed: [library('a', [], { commands: ['run'] })],
        inventory: ipython,
        terms: { includeCommands: true },
      },
      {},
    ],
    'kept by the second line, with its reason and owner': [
      {
        terms: {
          keep: parseKeepList('x*\n[a]\n').map((entry) => ({ ...entry, reason: 'course', owner: 'ana' })),
        },
      },
      { a: { verdict: 'kept', pattern: '[a]', line: 2, reason: 'course', owner: 'ana' } },
    ],
    'kept without either': [
      { terms: { keep: parseKeepList('a') } },
      { a: { verdict: 'kept', pattern: 'a', line: 1 } },
    ],
    'shares its module with one that stays': [
      {
        installed: [
          library('a', ['c'], { importNames: ['cv2'] }),
          library('b', [], { importNames: ['cv2'] }),
          library('c'),
        ],
        uses: { b: 1 },
      },
      {
        a: { verdict: 'shares files', with: 'b', modules: ['cv2'] },
        b: used(1),
        c: needed('c', 'a', 'shares files'),
      },
    ],
    'a plugin of one that stays, and of one that goes': [
      {
        installed: [
          library('a', [], { entryPoints: { 'b.plugins': ['x'] } }),
          library('b'),
          library('c', [], { entryPoints: { 'd.plugins': ['x'] } }),
          library('d'),
        ],
        uses: { b: 1 },
      },
      {
        a: { verdict: 'not observable', because: { kind: 'plugin', group: 'b.plugins', host: 'b' } },
        b: used(1),
      },
    ],
  };

describe('verdicts from facts', () => {
  for (const [name, [given, expected]] of Object.entries(CASES)) {
    test(name, () => {
      const { verdicts, leaving } = judged(given);
      assert.deepEqual(Object.fromEntries(verdicts), expected);
      const names = (given.installed ?? [library('a')]).map((one) => one.name);
      assert.deepEqual(
        [...leaving].sort(),
        names.filter((one) => !(one in expected)),
      );
    });
  }
});
