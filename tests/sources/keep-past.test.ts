/** What is read a second time: today, what has become too old, and what there was no room for. That it is true says the contract. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepPast, ROWS_OF_AN_ANSWER } from '../../src/sources/keep-past.ts';
import type { Source, UsageQuery } from '../../src/sources/source.ts';

const TODAY = 100;

function counting(maxRows = 10_000) {
  const state = { nowMs: 0, asked: [] as string[], fails: false };
  const source = {
    usage: async ({ window: { from, to } }: UsageQuery) => {
      state.asked.push(`${from}..${to}`);
      if (state.fails) throw new Error('the disk');
      return [{ package: 'numpy', processes: 1, lastDay: to }];
    },
  } as unknown as Source;
  const at = keepPast({ nowMs: () => state.nowMs, maxAgeMs: 1_000, maxRows });
  const ask = async (from: number, to: number, today = TODAY) => {
    state.asked.length = 0;
    const [row] = await at(source, today).usage({ window: { from, to } });
    return { row, asked: [...state.asked] };
  };
  return { state, ask };
}

test('of a window that ends today only today is read again', async () => {
  const { ask } = counting();
  assert.deepEqual((await ask(10, TODAY)).asked, ['10..99', '100..100']);
  const { row, asked } = await ask(10, TODAY);
  assert.deepEqual(asked, ['100..100']);
  assert.deepEqual(row, { package: 'numpy', processes: 2, lastDay: 100 });
  assert.deepEqual((await ask(10, 99)).asked, [], 'the same days without today');
  assert.deepEqual((await ask(TODAY, TODAY)).asked, ['100..100']);
  assert.deepEqual((await ask(10, 101, 101)).asked, ['10..100', '101..101'], 'the day after');
});

test('what is too old is read again, and what failed', async () => {
  const { state, ask } = counting();
  await ask(10, 20);
  state.nowMs = 1_001;
  assert.deepEqual((await ask(10, 20)).asked, ['10..20']);
  state.fails = true;
  await assert.rejects(ask(10, 30));
  state.fails = false;
  assert.deepEqual((await ask(10, 30)).asked, ['10..30']);
});

test('the oldest go when there is no room', async () => {
  const { ask } = counting(2 * (ROWS_OF_AN_ANSWER + 1));
  for (const to of [20, 30, 40]) await ask(10, to);
  assert.deepEqual((await ask(10, 40)).asked, []);
  assert.deepEqual((await ask(10, 20)).asked, ['10..20']);
});
