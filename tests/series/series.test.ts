import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { labelValue, makeSeries, splitSeriesKey } from '../../src/series/series.ts';

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

test('a key gives its name and its labels back', () => {
  const labels = fc.dictionary(fc.stringMatching(/^[a-z_][a-z0-9_]*$/), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z_:][a-z0-9_:]*$/), labels, (name, values) => {
      const { key } = makeSeries(
        name,
        Object.entries(values).map(([label, value]) => ({ name: label, value })),
      );
      const split = splitSeriesKey(key);
      assert.equal(split.name, name);
      assert.deepEqual(JSON.parse(split.labels), { ...values });
    }),
  );
});
