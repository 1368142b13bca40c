/** Value axes: round numbers up to the highest value, and no label begins left of the picture, where it would be cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueAxis } from '../../src/render/axis.ts';

const tick = (value: number) => value.toLocaleString('en');
/** Of the widest digit of common sans-serif fonts (DejaVu Sans: 0.636), a comma being half of it. */
const DIGIT_EM = 0.636;

const TICKS: readonly (readonly [highest: number, ticks: readonly number[]])[] = [
  [0.0007, [0, 0.0002, 0.0004, 0.0006, 0.0008]],
  [0.4, [0, 0.1, 0.2, 0.3, 0.4]],
  [1, [0, 0.5, 1]],
  [3, [0, 1, 2, 3]],
  [9, [0, 2, 4, 6, 8, 10]],
  [95, [0, 50, 100]],
  [640, [0, 200, 400, 600, 800]],
  [9_500, [0, 5_000, 10_000]],
  [12_000, [0, 5_000, 10_000, 15_000]],
  [99_999, [0, 50_000, 100_000]],
  [9_900_000, [0, 5_000_000, 10_000_000]],
];

for (const [highest, ticks] of TICKS) {
  test(`up to ${highest}`, () => {
    const axis = valueAxis(highest, { count: 3, tick, fontSize: 12 });
    assert.deepEqual(axis.ticks, ticks);
    assert.equal(axis.top, ticks.at(-1));
    for (const label of ticks.map(tick)) {
      const digits = label.replaceAll(/[,.]/g, '').length + label.replaceAll(/[^,.]/g, '').length / 2;
      assert.ok(digits * DIGIT_EM * axis.fontSize + 3 <= axis.width, `${label} in ${axis.width} px`);
    }
  });
}
