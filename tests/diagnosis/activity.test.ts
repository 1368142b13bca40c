/** When a namespace that reported is missed, and when it is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkActivity } from '../../src/diagnosis/activity.ts';
import type { ProcessDay, Source } from '../../src/sources/source.ts';

const TODAY = 20_000;

/** A source that knows nothing but processes by day. */
function sourceOf(days: readonly ProcessDay[]): Source {
  const names = [...new Set(days.map(({ namespace }) => namespace))];
  return {
    origin: 'ledger x',
    emptyHint: 'start something',
    namespaces: async () =>
      names.map((namespace) => ({ namespace, firstDay: TODAY - 89, lastDay: TODAY, countsProcesses: true })),
    processes: async () => days,
    usage: async () => [],
    earlier: async () => [],
    firstDays: async () => [],
    history: async () => [],
    failedImports: async () => [],
    removalDays: async () => [],
    environmentProcesses: async () => [],
    unnamed: async () => [],
    environments: async () => [],
    environment: async () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

/** Reported on each of these days before today. */
const reported = (namespace: string, daysAgo: readonly number[]): ProcessDay[] =>
  daysAgo.map((ago) => ({ namespace, day: TODAY - ago, processes: 1 })).sort((a, b) => a.day - b.day);
const every = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

const CASES = [
  ['today', reported('prod', every(0, 30)), 'ok', /^namespace prod: last reported today$/],
  ['a long weekend ago', reported('prod', every(4, 30)), 'ok', /last reported on 2024-09-30$/],
  [
    'longer ago than is usual there',
    reported('prod', every(9, 60)),
    'fault',
    /^namespace prod: nothing since 2024-09-25; more than 4 days are unusual there$/,
  ],
  ['without a namespace', reported('', [0]), 'ok', /^processes without a namespace: last reported today$/],
  ['never', [], 'warning', /^no process has reported in 90 days$/],
] as const;

for (const [name, days, state, found] of CASES) {
  test(name, async () => {
    const [check] = await checkActivity(sourceOf(days), TODAY, []);
    assert.equal(check?.state, state);
    assert.match(check?.found ?? '', found);
  });
}

test('one that must report and never has is a fault, beside those that do', async () => {
  const found = await checkActivity(sourceOf(reported('prod', every(0, 30))), TODAY, ['prod', 'biology']);
  assert.deepEqual(
    found.map(({ state, found: text }) => `${state} ${text}`),
    [
      'fault namespace biology must report, and nothing came of it in 90 days',
      'ok namespace prod: last reported today',
    ],
  );
});
