import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelValue, makeSeries } from '../../src/series/series.ts';

test('a key is the line of the text format, its labels sorted and escaped', () => {
  for (const [labels, expected] of [
    [[], 'm'],
    [[['b', '1']], 'm{b="1"}'],
    [
      [
        ['b', '1'],
        ['a', '2'],
      ],
      'm{a="2",b="1"}',
    ],
    [[['a', 'q"\\\n']], 'm{a="q\\"\\\\\\n"}'],
    [[['a', '']], 'm{a=""}'],
  ] as const) {
    assert.equal(
      makeSeries(
        'm',
        labels.map(([name, value]) => ({ name, value })),
      ).key,
      expected,
    );
  }
});

test('no two label sets have one key', () => {
  const [a, b] = [
    makeSeries('m', [{ name: 'a', value: '1",b="2' }]),
    makeSeries('m', [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]),
  ];
  assert.notEqual(a.key, b.key);
  assert.equal(labelValue(b, 'b'), '2');
  assert.equal(labelValue(b, 'c'), undefined);
});
