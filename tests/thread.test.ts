import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Failure } from '../src/failure.ts';
import { OccasionalThread } from '../src/thread.ts';

type Sums = { readonly add: { readonly takes: readonly [number, number]; readonly gives: number } };

/** Answers sums; of negative numbers it never does. */
const SOURCE = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ number, takes: [one, other] }) => {
    while (one < 0);
    parentPort.postMessage({ number, gives: one + other });
  });`;

test('a call that takes too long ends the thread with those behind it, and the next one starts another', async () => {
  let started = 0;
  const thread = new OccasionalThread<Sums>({
    start: () => {
      started++;
      return new Worker(SOURCE, { eval: true });
    },
    ended: (reason) => new Failure('mapping-invalid', reason),
    busy: () => new Failure('mapping-invalid', 'busy'),
    maxWaiting: 2,
    idleMs: 60_000,
    maxMs: 2_000,
  });
  assert.equal(await thread.ask('add', [1, 2]), 3);
  const ended = { message: 'it takes longer than 2 s' };
  await Promise.all([
    assert.rejects(thread.ask('add', [-1, 2]), ended),
    assert.rejects(thread.ask('add', [3, 4]), ended),
    assert.rejects(thread.ask('add', [5, 6]), { message: 'busy' }),
  ]);
  assert.equal(await thread.ask('add', [1, 2]), 3);
  assert.equal(started, 2);
  await thread.close();
});
