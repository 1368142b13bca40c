import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFloat64 } from '../../src/statsd/number.ts';

/** Text → what Go's strconv.ParseFloat gave; undefined where it gave an error. */
const CASES: ReadonlyMap<string, number | undefined> = new Map([
  ['1', 1],
  ['-1', -1],
  ['+.5e3', 500],
  ['1.', 1],
  ['1E5', 100_000],
  ['1e+5', 100_000],
  ['1_000', 1000],
  ['1_0.5', 10.5],
  ['1e-400', 0],
  ['0x1p-2', 0.25],
  ['-0x1.8p1', -3],
  ['0X1P+3', 8],
  ['0x_1p3', 8],
  ['0x1_0p1', 32],
  ['0x.8p0', 0.5],
  ['0x1p-1074', 5e-324],
  ['0x0p9999', 0],
  ['inf', Infinity],
  ['-Infinity', -Infinity],
  ['NaN', Number.NaN],
  ['', undefined],
  ['.', undefined],
  ['1e', undefined],
  ['1e400', undefined],
  ['-1e400', undefined],
  ['0x1p1024', undefined],
  ['0x10', undefined],
  ['0xp1', undefined],
  ['0x_.8p0', undefined],
  ['0b1', undefined],
  ['1_', undefined],
  ['_1', undefined],
  ['1__0', undefined],
  ['1_e5', undefined],
  ['1._5', undefined],
  ['+nan', undefined],
  ['infi', undefined],
  [' 1', undefined],
  ['1 ', undefined],
  ['١', undefined],
]);

test('numbers as Go reads them', () => {
  for (const [text, expected] of CASES) assert.equal(parseFloat64(text), expected, JSON.stringify(text));
});
