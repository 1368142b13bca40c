/** How long an end reads on, by what was received each time it looked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilQuiet } from '../../src/statsd/drain.ts';

const CASES: readonly (readonly [
  name: string,
  received: readonly number[],
  deadlineMs: number,
  looks: number,
])[] = [
  ['nothing comes', [7, 7], Number.POSITIVE_INFINITY, 2],
  ['something comes, then nothing', [0, 5, 5, 5], Number.POSITIVE_INFINITY, 4],
  ['it does not end, and the time has passed', [0, 1, 2, 3], 0, 2],
];

for (const [name, received, deadlineMs, expected] of CASES) {
  test(name, async () => {
    let looks = 0;
    await untilQuiet(() => received[looks++] ?? assert.fail('it should have ended'), deadlineMs);
    assert.equal(looks, expected);
  });
}
