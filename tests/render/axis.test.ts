/** Labels of value axes: none begins left of the picture, where it would be cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisY, dot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { valueAxisWidth } from '../../src/render/axis.ts';
import { drawSvg } from '../../src/render/plot.ts';

const tick = (value: number) => value.toLocaleString('en');
/** Of the widest digit of common sans-serif fonts (DejaVu Sans: 0.636), a comma being half of it. */
const DIGIT_EM = 0.636;

for (const highest of [0.4, 1, 3, 9, 95, 640, 9_500, 12_000, 99_999, 123_456, 9_900_000]) {
  test(`up to ${tick(highest)}`, () => {
    const axis = { ticks: 3, tick, fontSize: 12 };
    const marginLeft = valueAxisWidth(highest, axis);
    const svg = drawSvg({
      marginLeft,
      x: { axis: null },
      y: { domain: [0, highest], nice: axis.ticks },
      marks: [
        axisY({ ticks: axis.ticks, tickSize: 0, label: null, tickFormat: tick, fontSize: axis.fontSize }),
        dot([0, highest], { x: 0, y: (value) => value }),
      ],
    });
    const { document } = parseHTML(`<!doctype html><body>${svg}`);
    const labels = [...document.querySelectorAll('text')].map((element) => element.textContent ?? '');
    assert.ok(labels.includes('0'), labels.join(' '));
    // Plot leaves three pixels between a label and the axis.
    for (const label of labels) {
      const digits = label.replaceAll(/[,.]/g, '').length + label.replaceAll(/[^,.]/g, '').length / 2;
      assert.ok(digits * DIGIT_EM * axis.fontSize + 3 <= marginLeft, `${label} in ${marginLeft} px`);
    }
  });
}
