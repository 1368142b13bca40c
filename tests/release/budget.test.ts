/** Exact fractions, and what adds up on one day. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spentOn } from '../../src/release/budget.ts';
import {
  addRational,
  compareRational,
  formatRational,
  parseRational,
  ZERO,
} from '../../src/release/rational.ts';

const rational = (text: string) => parseRational(text) ?? assert.fail(text);

const READ = [
  ['1/2', '1/2'],
  ['0.5', '1/2'],
  ['2/4', '1/2'],
  ['1', '1'],
  ['0.1', '1/10'],
  ['3.0', '3'],
  ['10.25', '41/4'],
  ['1/0', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['', undefined],
  ['½', undefined],
] as const;

for (const [text, value] of READ) {
  test(`${JSON.stringify(text)} is ${value ?? 'refused'}`, () => {
    const read = parseRational(text);
    assert.equal(read === undefined ? undefined : formatRational(read), value);
  });
}

test('ten tenths are one, which floating point denies', () => {
  const sum = Array.from({ length: 10 }, () => rational('0.1')).reduce(addRational, ZERO);
  assert.equal(compareRational(sum, rational('1')), 0);
  assert.notEqual(
    Array.from({ length: 10 }, () => 0.1).reduce((a, b) => a + b, 0),
    1,
  );
});

test('spent is what the most charged day of the window was charged', () => {
  const window = fc.tuple(fc.nat(20), fc.nat(10)).map(([from, length]) => ({ from, to: from + length }));
  const spending = fc.record({ days: window, tenths: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(window, fc.array(spending, { maxLength: 8 }), (days, drawn) => {
      const spendings = drawn.map(({ days: of, tenths }) => ({
        days: of,
        epsilon: rational(`${tenths}/10`),
      }));
      let most = 0;
      for (let day = days.from; day <= days.to; day += 1) {
        const on = drawn.filter((one) => one.days.from <= day && day <= one.days.to);
        most = Math.max(
          most,
          on.reduce((sum, { tenths }) => sum + tenths, 0),
        );
      }
      assert.equal(compareRational(spentOn(days, spendings), rational(`${most}/10`)), 0);
    }),
  );
});
