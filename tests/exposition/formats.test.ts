/** Families as text, in both formats: names, types, help texts with what has to be escaped, values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Family } from '../../src/exposition/family.ts';
import { counterBases, openMetricsHead, renderOpenMetrics } from '../../src/exposition/openmetrics.ts';
import { renderText } from '../../src/exposition/text.ts';

const FAMILIES: readonly Family[] = [
  {
    name: 'jobs_total',
    type: 'counter',
    help: 'Of "C:\\jobs",\nall.',
    samples: [
      { key: 'jobs_total{a="1"}', value: 3 },
      { key: 'jobs_total{a="2"}', value: 0.5 },
    ],
  },
  { name: 'up', type: 'gauge', help: 'Now.', samples: [{ key: 'up', value: 1e21 }] },
  { name: 'up_created', type: 'counter', help: '', samples: [{ key: 'up_created', value: 7 }] },
];

test('the text format', () => {
  assert.equal(
    renderText(FAMILIES),
    `# HELP jobs_total Of "C:\\\\jobs",\\nall.
# TYPE jobs_total counter
jobs_total{a="1"} 3
jobs_total{a="2"} 0.5
# HELP up Now.
# TYPE up gauge
up 1e+21
# HELP up_created${' '}
# TYPE up_created counter
up_created 7
`,
  );
});

test('OpenMetrics: a counter goes by its name without _total, its samples with it; quotes are escaped, too', () => {
  assert.equal(
    renderOpenMetrics(FAMILIES),
    `# HELP jobs Of \\"C:\\\\jobs\\",\\nall.
# TYPE jobs counter
jobs_total{a="1"} 3
jobs_total{a="2"} 0.5
# HELP up Now.
# TYPE up gauge
up 1e+21
# HELP up_created${' '}
# TYPE up_created counter
up_created_total 7
`,
  );
});

test('a counter without a name of its own in OpenMetrics is of unknown type', () => {
  const head = { name: 'x_total', type: 'counter', help: 'X.', base: undefined } as const;
  assert.equal(openMetricsHead(head), '# HELP x_total X.\n# TYPE x_total unknown\n');
});

const BASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'x y_total': { x: 'x', y_total: 'y' },
  'x x_total': {},
  'x_created x': { x_created: 'x_created' },
  'x_total x_total_total': { x_total: 'x' },
  'x_total_created x_total': { x_total_created: 'x_total_created', x_total: 'x' },
  _total: {},
};

for (const [names, expected] of Object.entries(BASES)) {
  test(`which of ${names} have one`, () => {
    assert.deepEqual(Object.fromEntries(counterBases(names.split(' '))), expected);
  });
}
