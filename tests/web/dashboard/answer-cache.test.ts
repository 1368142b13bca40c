import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerCache } from '../../../src/web/dashboard/answer-cache.ts';

function makeCache(maxCharacters = 1_000) {
  const state = { revision: 1, nowMs: 0, made: 0 };
  const cache = new AnswerCache<{ readonly text: string }>({
    revision: () => String(state.revision),
    nowMs: () => state.nowMs,
    maxCharacters,
  });
  /** Takes `costMs` of the clock. */
  const ask = async (question: string, costMs = 10, text = question) => {
    const answer = await cache.get(question, async () => {
      state.made += 1;
      state.nowMs += costMs;
      return { text };
    });
    return answer.text;
  };
  return { state, cache, ask };
}

test('an answer is made once as long as nothing is committed', async () => {
  const { state, ask } = makeCache();
  await ask('a');
  state.nowMs += 1_000_000;
  assert.equal(await ask('a'), 'a');
  assert.equal(state.made, 1);
});

test('asked twice at once it is made once', async () => {
  const { state, ask } = makeCache();
  assert.deepEqual(await Promise.all([ask('a'), ask('a')]), ['a', 'a']);
  assert.equal(state.made, 1);
});

test('after a commit it is made anew, but not before it has rested twenty times its cost', async () => {
  const { state, ask } = makeCache();
  await ask('a', 10);
  state.revision += 1;
  state.nowMs += 199;
  await ask('a');
  assert.equal(state.made, 1);
  state.nowMs += 1;
  await ask('a');
  assert.equal(state.made, 2);
});

test('who would wait has the kept answer while the next one is made, once, and not an old one', async () => {
  const { state, cache } = makeCache();
  const waiting: PromiseWithResolvers<{ readonly text: string }>[] = [];
  const ask = () =>
    cache.getAtOnce('a', () => {
      waiting.push(Promise.withResolvers());
      return waiting.at(-1)?.promise ?? assert.fail();
    });
  const first = ask();
  state.nowMs += 100;
  waiting[0]?.resolve({ text: 'first' });
  assert.equal((await first).text, 'first');

  state.revision += 1;
  state.nowMs += 2_000;
  assert.equal((await ask()).text, 'first');
  assert.equal((await ask()).text, 'first');
  assert.equal(waiting.length, 2, 'the next one is made once');
  state.nowMs += 100;
  waiting[1]?.resolve({ text: 'second' });
  await waiting[1]?.promise;
  assert.equal((await ask()).text, 'second');

  state.revision += 1;
  state.nowMs += 600_001;
  const third = ask();
  waiting[2]?.resolve({ text: 'third' });
  assert.equal((await third).text, 'third', 'ten minutes are too old');
});

test('one that is made quickly is made anew', async () => {
  const { state, cache } = makeCache();
  const ask = (text: string) =>
    cache.getAtOnce('a', async () => {
      state.nowMs += 10;
      return { text };
    });
  await ask('first');
  state.revision += 1;
  state.nowMs += 1_000;
  assert.equal((await ask('second')).text, 'second');
});

test('a failure is not kept', async () => {
  const { state, cache, ask } = makeCache();
  await assert.rejects(cache.get('a', () => Promise.reject(new Error('no'))));
  assert.equal(await ask('a'), 'a');
  assert.equal(state.made, 1);
});

test('the least recently used go when there is no room', async () => {
  const { state, ask } = makeCache(25);
  await ask('a', 0, 'x'.repeat(10));
  await ask('b', 0, 'x'.repeat(10));
  await ask('a', 0);
  await ask('c', 0, 'x'.repeat(10));
  assert.equal(state.made, 3);
  await ask('a', 0);
  assert.equal(state.made, 3, 'a was used after b');
  await ask('b', 0);
  assert.equal(state.made, 4, 'b had gone');
});

test('one that is larger than all room is answered and not kept', async () => {
  const { state, ask } = makeCache(5);
  assert.equal((await ask('a', 0, 'x'.repeat(10))).length, 10);
  await ask('a', 0);
  assert.equal(state.made, 2);
});
