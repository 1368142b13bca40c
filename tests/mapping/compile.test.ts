// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of mapping rules look like those of JavaScript
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileMapping } from '../../src/mapping/compile.ts';
import { makeMapping } from '../../src/mapping/make-mapping.ts';
import type { Mapped } from '../../src/mapping/mapping.ts';
import { escapeMetricName } from '../../src/series/names.ts';
import type { Sample } from '../../src/statsd/sample.ts';
import { mappingOf } from './rules-of.ts';

/** `type name value {tag=value}`, the last two as needed. */
function sample(text: string): Sample {
  const [type = '', name = '', value = '1', tags = ''] = text.split(' ');
  const labels = [...tags.matchAll(/(\w+)=(\w*)/g)].map(([, tag = '', content = '']) => {
    return { name: tag, value: content };
  });
  const types = { c: 'counter', g: 'gauge', o: 'observer' } as const;
  return { type: types[type as keyof typeof types], name, value: Number(value), labels };
}

function show(mapped: Mapped): string {
  if (mapped.kind === 'dropped') return `dropped by ${mapped.rule.line}`;
  const by = mapped.rule === undefined ? '' : ` by ${mapped.rule.line}`;
  if (mapped.kind === 'refused') return `!${mapped.reason}${by}`;
  return `${mapped.series.key} ${mapped.value}${by}`;
}

const GLOBS = `mappings:
- match: a.*.*
  name: first
  labels: {one: "$1", two: "$2"}
- match: a.b.c
  name: never
- match: d.*
  name: d_\${1}_total
  match_metric_type: counter
- match: d.*
  name: gauge
  match_metric_type: gauge
- match: e.*
  name: gone
  action: drop
- match: f.*
  name: scaled
  scale: -0.5
- match: g.*
  name: $1
- match: h.*
  name: tagged
  labels: {env: rule, pkg: "$1"}
- match: i.*
  name: tagged
  honor_labels: true
  labels: {env: rule, pkg: "$1"}
- match: j.*
  name: $1
- match: l.*.*
  name: "n_\${0}"
  labels: {all: $0, last: "\${2}"}
- match: "*"
  name: single
  labels: {name: "$1"}
`;

test('globs: the first rule that matches counts, the rest of its keys do what they say', () => {
  const mapping = mappingOf(GLOBS);
  assert.equal(mapping.ruleCount, 12);
  for (const [line, expected] of [
    ['c a.b.c', 'first{one="b",two="c"} 1 by 2'],
    ['c a.b.c.d', 'a_b_c_d 1'],
    ['c d.x-y', 'd_x_y_total 1 by 7'],
    ['g d.x', 'gauge 1 by 10'],
    ['o d.x', 'd_x 1'],
    ['c e.x', 'dropped by 13'],
    ['g f.x 3', 'scaled -1.5 by 16'],
    ['c f.x -3', 'scaled 1.5 by 16'],
    ['c f.x 3', '!illegal-negative-counter by 16'],
    ['c f.x 0', 'scaled 0 by 16'],
    ['c g.up', '!prometheus-metric-name by 19'],
    ['c g.0x', '_0x 1 by 19'],
    ['c g.', '!empty-metric-name by 19'],
    ['c h.x 1 {env=tag,a=b}', 'tagged{a="b",env="rule",pkg="x"} 1 by 21'],
    ['c i.x 1 {env=tag,a=b}', 'tagged{a="b",env="tag",pkg="x"} 1 by 24'],
    ['c i.x 1 {env=}', 'tagged{env="",pkg="x"} 1 by 24'],
    ['c j.popcon_x', '!reserved-metric-name by 28'],
    ['c l.x.y', 'n_l_x_y{all="l.x.y",last="y"} 1 by 30'],
    ['c one', 'single{name="one"} 1 by 33'],
    ['c  1 {a=b}', 'single{a="b",name=""} 1 by 33'],
    ['c a.*.c', 'first{one="*",two="c"} 1 by 2'],
    ['c *', 'single{name="*"} 1 by 33'],
    ['c k.l 1 {a=b}', 'k_l{a="b"} 1'],
    ['c k.l -1', '!illegal-negative-counter'],
    ['g k.l -1', 'k_l -1'],
    ['o k.l -1', 'k_l -1'],
    ['c popcon.lines', '!reserved-metric-name'],
  ] as const) {
    assert.equal(show(mapping.mapSample(sample(line))), expected, line);
  }
});

test('a name that is empty, as tags leave it, is no metric', () => {
  assert.equal(show(mappingOf('').mapSample(sample('c  1 {a=b}'))), '!empty-metric-name');
});

test('a value that its scale makes too large is refused', () => {
  const mapping = mappingOf('mappings: [{match: a, name: b, scale: 1e300}]');
  assert.equal(show(mapping.mapSample(sample('g a 1e300'))), '!not-finite by 1');
});

test('unordered globs: a literal wins over a wildcard, from left to right, with backtracking', () => {
  const mapping = mappingOf(`defaults: {glob_disable_ordering: true}
mappings:
- match: a.*.*
  name: wild
- match: a.*.c
  name: right
- match: a.b.*
  name: left
- match: a.b.d
  name: exact
- match: x.*.c
  name: back
- match: x.b.d
  name: exact
- match: x.b.d
  name: twice
`);
  for (const [line, expected] of [
    ['c a.b.c', 'left 1 by 7'],
    ['c a.x.c', 'right 1 by 5'],
    ['c a.b.d', 'exact 1 by 9'],
    ['c a.x.x', 'wild 1 by 3'],
    ['c x.b.c', 'back 1 by 11'],
    ['c x.b.d', 'exact 1 by 13'],
  ] as const) {
    assert.equal(show(mapping.mapSample(sample(line))), expected, line);
  }
});

test('regexes: after all globs, in order, anywhere in the name, as RE2', () => {
  const mapping = mappingOf(`defaults: {match_type: regex}
mappings:
- match: 'b\\.(?P<name>\\w+)'
  name: gauge
  match_metric_type: gauge
  labels: {last: "$name"}
- match: '([ab])\\.(\\w+)(-x)?'
  name: "re_\${1}"
  labels: {all: "$0", two: "\${2}!", three: "$3", dollar: "$$"}
- match: 'c'
  name: gone
  action: drop
- match: a.glob.*
  match_type: glob
  name: globbed
  labels: {xx: "$1"}
`);
  for (const [line, expected] of [
    ['c x.a.b.y', 're_a{all="a.b",dollar="$",three="",two="b!"} 1 by 7'],
    ['c a.b-x', 're_a{all="a.b-x",dollar="$",three="-x",two="b!"} 1 by 7'],
    ['c a.glob.c', 'globbed{xx="c"} 1 by 13'],
    ['c a.glob.c.d', 're_a{all="a.glob",dollar="$",three="",two="glob!"} 1 by 7'],
    ['c ccc', 'dropped by 10'],
    ['c d', 'd 1'],
    ['g a.b.x', 'gauge{last="x"} 1 by 3'],
    ['o b.x', 're_b{all="b.x",dollar="$",three="",two="x!"} 1 by 7'],
  ] as const) {
    assert.equal(show(mapping.mapSample(sample(line))), expected, line);
  }
});

test('a regex that makes other engines backtrack for ever takes no time', () => {
  const mapping = mappingOf(`mappings: [{match: '(a|aa)+$', match_type: regex, name: never}]`);
  const startedMs = performance.now();
  mapping.mapSample(sample(`c ${'a'.repeat(1_000)}b`));
  assert.ok(performance.now() - startedMs < 1_000);
});

test('durations are those that fit into 64 bits of nanoseconds', () => {
  const isTaken = (ttl: string) => compileMapping(`defaults: {ttl: ${ttl}}\nmappings: []`, 'm.yml').ok;
  for (const ttl of ['1m30s', '.5h', '-5s', '0', '1e3', '1.5', '2562047h'])
    assert.equal(isTaken(ttl), true, ttl);
  for (const ttl of ['2562048h', '99999999999999999999h', '1e19', 'h', '"5"', '1d', 'x'])
    assert.equal(isTaken(ttl), false, ttl);
});

test('what YAML 1.1 writes in several ways is read as statsd_exporter reads it', () => {
  const mapping = mappingOf(`mappings:
- &base
  match: a
  name: n
  ttl: 1m30s
  scale: 0x10
  honor_labels: yes
  help: 12
  labels: {plain: 1.50, yes: on, none: ~, "quoted": "~", empty: }
- <<: *base
  match: b
  scale: 1_0
- {<<: *base, match: c, scale: 010, labels:}
- match: d
  name: n
  labels: &more {plain: over, extra: 1}
- match: e
  name: n
  labels: {<<: [*more, {plain: under, none: 2}], extra: own}
---
mappings: [{}]
`);
  for (const [line, expected] of [
    ['c a', 'n{empty="",none="",plain="1.50",quoted="~",yes="on"} 16 by 3'],
    ['c b', 'n{empty="",none="",plain="1.50",quoted="~",yes="on"} 10 by 11'],
    ['c c', 'n 8 by 13'],
    ['c e', 'n{extra="own",none="2",plain="over"} 1 by 17'],
  ] as const) {
    assert.equal(show(mapping.mapSample(sample(line))), expected, line);
  }
  const mapped = mapping.mapSample(sample('c a'));
  assert.equal(mapped.kind === 'series' && mapped.help, '12');
});

/** Of a rule, as the real statsd_exporter 0.31.0 takes or refuses it (`--check-config`). */
const TAKEN: Readonly<Record<string, boolean>> = {
  'match: 1a.*, name: x': false,
  'match: a.1b, name: x': true,
  'match: -a.*, name: x': false,
  'match: "a:b.*", name: x': false,
  'match: a*.b, name: x': false,
  'match: "**", name: x': false,
  'match: a., name: x': false,
  'match: .a, name: x': false,
  'match: a..b, name: x': false,
  'match: "a\\n", name: x': false,
  'match: 5, name: x': false,
  'match: true, name: x': true,
  'match: "", name: x': false,
  'match: a b, name: x': false,
  'match: a, name: 5': false,
  'match: a, name: a:b': false,
  'match: a, name: a-b': false,
  'match: a.*, name: $1': true,
  'match: a, name: x, labels: {a: b}': false,
  'match: a, name: x, labels: {1a: b}': false,
  'match: a, name: x, labels: {ab-c: d}': false,
  'match: a, name: x, labels: {aa: }': true,
  'match: a, name: x, labels: {aa: 5}': true,
  'match: a, name: x, labels: [aa]': false,
  'match: a, name: x, labels: {aa: b, aa: c}': false,
  'match: a, name: x, foo: 1': false,
  'Match: a, name: x': false,
  'match: a, name: x, action: DROP': false,
  'match: a, action: drop': false,
  'match: a, name: x, match_metric_type: timer': false,
  'match: a, name: x, match_metric_type: Counter': false,
  'match: a(b, match_type: regex, name: x': false,
  'match: a(?=b), match_type: regex, name: x': false,
  'match: "a{1001}", match_type: regex, name: x': false,
  'match: "(?i)AB", match_type: regex, name: x': true,
  'match: a, match_type: globb, name: x': false,
  'match: a, name: x, scale: "0.5"': false,
  'match: a, name: x, scale: 0': true,
  'match: a, name: x, scale: -1': true,
  'match: a, name: x, scale: 010': true,
  'match: a, name: x, scale: 0x10': true,
  'match: a, name: x, scale: 0b10': true,
  'match: a, name: x, scale: 0b12': false,
  'match: a, name: x, scale: 1x': false,
  'match: a, name: x, ttl: 1d': false,
  'match: a, name: x, ttl: 5': true,
  'match: a, name: x, honor_labels: yes': true,
  'match: a, name: x, honor_labels: yesterday': false,
  'match: a, name: x, honor_labels: "true"': false,
  'match: a, name: x, observer_type: foo': false,
  'match: a, name: x, observer_type: summary, histogram_options: {buckets: [1]}': false,
  'match: a, name: x, observer_type: summary, summary_options: {max_age: 1x}': false,
};

for (const [rule, isTaken] of Object.entries(TAKEN)) {
  test(`${isTaken ? 'taken' : 'refused'}: ${rule}`, () => {
    assert.equal(compileMapping(`mappings: [{${rule}}]\n`, 'mapping.yml').ok, isTaken);
  });
}

test('a file that only holds a mapping is refused, and says where it is', () => {
  const compiled = compileMapping('statsd:\n  mappingConfig: |\n    mappings: []\n', 'values.yml');
  assert.ok(!compiled.ok);
  const [problem] = compiled.problems;
  assert.equal(problem?.line, 3);
  assert.match(
    problem.message,
    /values of a Helm chart, not a mapping file: .*`statsd.mappingConfig`, line 3$/,
  );
});

test('a cache changes no answer', () => {
  const cached = mappingOf(GLOBS, { maxEntries: 2, policy: 'lru' });
  const plain = mappingOf(GLOBS);
  const lines = ['c a.b.c', 'g d.x', 'c d.x', 'c h.x 1 {env=tag}', 'c h.x 2 {a=b}', 'c k.l', 'c e.x', 'c g.'];
  for (const line of [...lines, ...lines.toReversed(), ...lines]) {
    assert.deepEqual(cached.mapSample(sample(line)), plain.mapSample(sample(line)), line);
  }
});

const word = fc.constantFrom(
  'a',
  'b',
  '*',
  '$1',
  '${2}',
  '(a|b)',
  '.',
  '\\.',
  ': ',
  '- ',
  '\n',
  '  ',
  '"',
  "'",
);
const key = fc.constantFrom(
  'match',
  'name',
  'labels',
  'match_type',
  'action',
  'ttl',
  'scale',
  'mappings',
  '<<',
);

test('no text throws: it compiles or has problems, each with a place in the text', () => {
  const soup = fc.array(fc.oneof(word, key, fc.constant('mappings:\n- match: a\n  name: b\n'), fc.string()));
  fc.assert(
    fc.property(soup, (pieces) => {
      const text = pieces.join('');
      const compiled = compileMapping(text, 'mapping.yml');
      if (compiled.ok) return;
      assert.ok(compiled.problems.length > 0);
      for (const { line, column, message } of compiled.problems) {
        assert.ok(line >= 1 && line <= text.split('\n').length && column >= 1);
        assert.ok(message !== '' && !message.includes('\n'), JSON.stringify(message));
      }
    }),
    { numRuns: 3_000 },
  );
});

test('no value of any key throws, and every series of what compiles is well formed', () => {
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      'glob',
      'regex',
      'drop',
      'counter',
      'a.*',
      '*.*',
      'a.b',
      '(.)',
      '$1',
      'x_${2}',
    ),
    fc.string(),
    fc.double(),
  );
  const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(fc.string(), scalar));
  const rule = fc.record(
    {
      match: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('a.*', '*.*', 'a.b', '*') }, value),
      name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('n', '$1', 'n_${2}', '${1}_$2') }, value),
      labels: fc.oneof(fc.dictionary(fc.constantFrom('ab', 'cd', '__x', 'e'), scalar), value),
      match_type: value,
      match_metric_type: value,
      scale: fc.oneof(fc.double(), value),
      honor_labels: fc.oneof(fc.boolean(), value),
      action: value,
      ttl: value,
      observer_type: value,
      summary_options: value,
    },
    { requiredKeys: ['match', 'name'] },
  );
  const name = fc.array(fc.oneof(fc.constantFrom('a', 'b', ''), fc.string()), { maxLength: 3 });
  let compiledCount = 0;
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 3 }), name, (mappings, fields) => {
      const compiled = compileMapping(JSON.stringify({ mappings }), 'mapping.yml');
      if (!compiled.ok) return;
      compiledCount++;
      const mapped = makeMapping(compiled.rules).mapSample(
        sample(`c ${fields.join('.').replaceAll(' ', '')}`),
      );
      if (mapped.kind !== 'series') return;
      assert.equal(mapped.series.name, escapeMetricName(mapped.series.name));
      assert.notEqual(mapped.series.name, '');
      assert.ok(Number.isFinite(mapped.value) && mapped.value >= 0);
      for (const label of mapped.series.labels) assert.match(label.name, /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/);
    }),
    { numRuns: 1_000 },
  );
  assert.ok(compiledCount > 100, `only ${compiledCount} files compiled`);
});
