import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_DIALECT } from '../../src/statsd/dialect.ts';
import { parseBytes, parseLine } from '../../src/statsd/parse.ts';
import { REFUSALS } from '../../src/statsd/refusal.ts';
import { showParsed } from './show.ts';

/** Name, line, what is in it. */
const CASES: readonly (readonly [string, string, ...string[]])[] = [
  [
    'the reporter’s line',
    'python_popcon.imported_package.numpy:1|c',
    'c python_popcon.imported_package.numpy 1',
  ],
  ['a gauge that is set', 'a:2.5|g', 'g a 2.5'],
  ['a gauge that goes up', 'a:+2|g', 'g a +2'],
  ['a gauge that goes down', 'a:-2|g', 'g a -2'],
  ['a timer, in seconds', 'a:250|ms', 'o a 0.25'],
  ['a histogram', 'a:250|h', 'o a 250'],
  ['a distribution', 'a:250|d', 'o a 250'],
  ['a negative counter is for the mapping to judge', 'a:-1|c', 'c a -1'],
  ['an empty line', ''],
  ['a name that is not ASCII', 'naïve.💥:1|c', 'c naïve.💥 1'],

  ['samples joined by colons', 'a:1|c:2|c:3|g', 'c a 1', 'c a 2', 'g a 3'],
  ['one of them bad', 'a:1|c:x|c:3|c', 'c a 1', 'c a 3', '!malformed-value'],
  ['values before the type', 'a:1:2|h', 'o a 1', 'o a 2'],
  ['one of them bad', 'a:1:x:3|h', 'o a 1', 'o a 3', '!malformed-value'],
  ['values before a counter’s type', 'a:1:2|c', '!invalid-extended-aggregate-type'],

  ['a container', 'a.bb:1|c|c:abc', 'c a.bb 1'],
  ['an external environment', 'a:1|c|e:it-false,cn-x,pu-123', 'c a 1'],
  ['a cardinality', 'a:1|c|card:low', 'c a 1'],
  ['all three, behind a factor', 'a:1|c|@0.5|c:ci-abc|e:it-x|card:none', 'c a 2'],
  ['and behind tags', 'a:1|c|#xx:y|c:id|e:it-x|card:low', 'c a 1 {xx=y}'],
  ['a container, and a sample after it', 'a:1|c|c:abc:2|c', 'c a 1', 'c a 2'],
  ['a counter and a sample after it', 'a:1|c:2|c', 'c a 1', 'c a 2'],

  ['a sampling factor', 'a:1|c|@0.25', 'c a 4'],
  ['factors multiply', 'a:1|c|@0.5|@0.5', 'c a 4'],
  ['a factor of zero is none', 'a:1|c|@0', 'c a 1'],
  ['a factor above one', 'a:1|c|@2', 'c a 0.5'],
  ['a factor that is no number', 'a:1|c|@x', 'c a 1', '?factors 1'],
  ['a factor on a timer', 'a:1|ms|@0.1', 'o a 0.001 x10'],
  ['factors on a timer: the last counts', 'a:1|ms|@0.5|@0.1', 'o a 0.001 x10'],
  ['a factor above one on a timer: it still happened once', 'a:1|ms|@3', 'o a 0.001'],
  ['a factor on a gauge is passed over', 'a:1|g|@0.1', 'g a 1'],
  ['the smallest factor', 'a:1|c|@0.0001', 'c a 10000'],
  ['a smaller one', 'a:1|c|@0.00009', '!sample-factor-out-of-range'],
  ['smaller together', 'a:1|c|@0.01|@0.001', '!sample-factor-out-of-range'],
  ['a smaller one on a timer', 'a:1|ms|@1e-9', '!sample-factor-out-of-range'],
  ['a negative one', 'a:1|c|@-1', '!sample-factor-out-of-range'],
  ['two negative ones', 'a:1|c|@-1|@-1', 'c a 1'],
  ['an infinite one', 'a:1|c|@inf', '!sample-factor-out-of-range'],
  ['one that is NaN', 'a:1|c|@nan', '!sample-factor-out-of-range'],

  ['DogStatsD tags', 'a:1|c|#x:1,y:b:c', 'c a 1 {x=1,y=b:c}'],
  ['each with a hash', 'a:1|c|#x:1,#y:2', 'c a 1 {x=1,y=2}'],
  ['two sections of them', 'a:1|c|#x:1|#x:2,y:3', 'c a 1 {x=2,y=3}'],
  ['they exclude joined samples', 'a:1|c|#x:1:2|c', '!malformed-container-id'],
  ['a tag without value', 'a:1|c|#x,y:2', 'c a 1 {y=2}', '?tags 1'],
  ['a tag with an empty value', 'a:1|c|#x:', 'c a 1', '?tags 1'],
  ['a tag without name', 'a:1|c|#:x', 'c a 1', '?tags 1'],
  ['an empty tag', 'a:1|c|#x:1,,y:2', 'c a 1 {x=1,y=2}', '?tags 1'],
  ['a comma at the end', 'a:1|c|#x:1,', 'c a 1 {x=1}'],
  ['a tag twice: the last wins', 'a:1|c|#x:1,x:2', 'c a 1 {x=2}'],
  ['twice once it is escaped', 'a:1|c|#x.y:1,x-y:2', 'c a 1 {x_y=2}'],
  ['a tag name is escaped', 'a:1|c|#1x.y:1', 'c a 1 {_1x_y=1}'],
  ['a reserved tag name', 'a:1|c|#__name__:b,x:1', 'c a 1 {x=1}', '?tags 1'],
  ['a tag name that is reserved once it is escaped', 'a:1|c|#..x:b', 'c a 1', '?tags 1'],
  ['prototype names are names', 'a:1|c|#constructor:1,__proto__:2', 'c a 1 {constructor=1}', '?tags 1'],

  ['InfluxDB tags', 'a,x=1,y=2:1|c', 'c a 1 {x=1,y=2}'],
  ['Librato tags', 'a#x=1,y=2:1|c', 'c a 1 {x=1,y=2}'],
  ['SignalFX tags', 'a.[x=1,y=2]b:1|c', 'c a.b 1 {x=1,y=2}'],
  ['SignalFX tags, none', 'a.[]b:1|c', 'c a.b 1'],
  ['a bracket alone', 'a.[x=1:1|c', 'c a.[x=1 1', '?tags 1'],
  ['brackets the wrong way round', 'foo]a=b[:1|c', 'c foo]a=b[ 1', '?tags 1'],
  ['brackets first, the rest is name', 'a[x=1],y=2:1|c', 'c a,y=2 1 {x=1}'],
  ['the first delimiter counts', 'a,x=1#y=2:1|c', 'c a 1 {x=1#y=2}'],
  ['tags make the whole name', '#x=1:1|c', 'c  1 {x=1}'],
  ['tags on all joined samples', 'a,x=1:1|c:2|c', 'c a 1 {x=1}', 'c a 2 {x=1}'],
  ['two styles', 'a,x=1:1|c|#y:2', '!mixed-tagging-styles'],
  ['two styles, no tag in the name', 'a,:1|c|#y:2', 'c a 1 {y=2}'],

  ['a container', 'a:1|c|#x:1|c:abc', 'c a 1 {x=1}'],
  ['a container without an id', 'a:1|c|#x:1|c:', '!malformed-container-id'],
  ['a time stamp', 'a:1|c|T1656581400', 'c a 1'],
  ['every section', 'a:1|c|@0.5|#x:1|c:abc|T1', 'c a 2 {x=1}'],
  ['one section more', 'a:1|c|@0.5|#x:1|c:abc|T1|T2', '!malformed-component'],
  ['an unknown section', 'a:1|c|x', '!invalid-sample-factor'],
  ['an empty section', 'a:1|c||@0.5', '!malformed-component'],

  ['no colon', 'a', '!malformed-line'],
  ['no name', ':1|c', '!malformed-line'],
  ['no type', 'a:1', '!not-enough-parts-after-colon'],
  ['no value', 'a:|c', '!malformed-value'],
  ['an unknown type', 'a:1|q', '!illegal-event'],
  ['a set', 'a:1|s', '!illegal-event'],
  ['no type in a joined sample', 'a:1|c:2', 'c a 1', '!malformed-component'],
  ['a carriage return is not a type', 'a:1|c\r', '!illegal-event'],
  ['a value that is infinite', 'a:inf|c', '!not-finite'],
  ['a value that is NaN', 'a:nan|g', '!not-finite'],
  ['a value past a double', 'a:1e999|c', '!malformed-value'],
  ['past it by its factor', 'a:1e307|c|@0.001', '!not-finite'],
];

test('lines', () => {
  for (const [name, line, ...expected] of CASES) {
    assert.deepEqual(showParsed(parseLine(line, DEFAULT_DIALECT)), expected, `${name}: ${line}`);
  }
});

test('a tag style that is off is part of the name, or is passed over', () => {
  const off = {
    ...DEFAULT_DIALECT,
    tagStyles: { dogstatsd: false, influxdb: false, librato: false, signalfx: false },
  };
  for (const [line, ...expected] of [
    ['a:1|c|#x:1,y', 'c a 1'],
    ['a,x=1:1|c', 'c a,x=1 1'],
    ['a#x=1:1|c', 'c a#x=1 1'],
    ['a[x=1]:1|c', 'c a[x=1] 1'],
  ] as const) {
    assert.deepEqual(showParsed(parseLine(line, off)), expected, line);
  }
});

test('what a line may hold is bounded, and each bound is exact', () => {
  const dialect = {
    ...DEFAULT_DIALECT,
    maxNameLength: 3,
    maxLabels: 2,
    maxLabelNameLength: 3,
    maxLabelValueLength: 4,
    maxValues: 2,
  };
  for (const [line, ...expected] of [
    ['abc:1|c', 'c abc 1'],
    ['abcd:1|c', '!name-too-long'],
    ['abc,x=1:1|c', 'c abc 1 {x=1}'],
    ['a:1|c|#x:1,y:2', 'c a 1 {x=1,y=2}'],
    ['a:1|c|#x:1,y:2,z:3', '!too-many-labels'],
    ['a:1|c|#xyz:1234', 'c a 1 {xyz=1234}'],
    ['a:1|c|#wxyz:1', '!label-too-long'],
    ['a:1|c|#x:12345', '!label-too-long'],
    ['a:1|c:2|c', 'c a 1', 'c a 2'],
    ['a:1|c:2|c:3|c', '!too-many-values'],
    ['a:1:2:3|h', '!too-many-values'],
  ] as const) {
    assert.deepEqual(showParsed(parseLine(line, dialect)), expected, line);
  }
});

test('bytes that are not UTF-8 are refused, a byte order mark is part of the name', () => {
  assert.deepEqual(showParsed(parseBytes(Buffer.from([0x61, 0xff, 0x3a]), DEFAULT_DIALECT)), [
    '!malformed-line',
  ]);
  const marked = parseBytes(Buffer.from('\ufeffa:1|c'), DEFAULT_DIALECT);
  assert.equal(marked.samples[0]?.name, '\ufeffa');
});

/** Pieces that lines are made of, so that most generated lines come close to being right. */
const piece = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('a', 'foo.bar', ':', '|', '1', '0.5', 'c', 'g', 'ms', 'h', 'd', '@', '#'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('|c', ':1|c', '|@0.1', '|#', ',', '=', '[', ']', 'x=1', 'x:1', '|c:id', '-'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const oddLine = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));

test('no line throws, and every line that is not empty is a sample or a refusal', () => {
  fc.assert(
    fc.property(oddLine, (line) => {
      const { samples, refusals } = parseLine(line, DEFAULT_DIALECT);
      assert.equal(samples.length + refusals.length > 0, line !== '');
      for (const reason of refusals) assert.ok(Object.hasOwn(REFUSALS, reason));
    }),
    { numRuns: 5_000 },
  );
});

test('no bytes throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
      const { samples, refusals } = parseBytes(bytes, DEFAULT_DIALECT);
      assert.ok(samples.length + refusals.length > 0);
    }),
  );
});

test('what comes out of any line is fit to be counted', () => {
  fc.assert(
    fc.property(oddLine, (line) => {
      for (const { value, labels } of parseLine(line, DEFAULT_DIALECT).samples) {
        assert.ok(Number.isFinite(value));
        assert.equal(new Set(labels.map(({ name }) => name)).size, labels.length);
        for (const { name } of labels) assert.match(name, /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('a line of 64 KiB takes no longer than its length', () => {
  const startedMs = performance.now();
  for (const line of [
    `a:${'1'.repeat(65_000)}x|c`,
    `a:0x${'f'.repeat(65_000)}|c`,
    `a:1|c|#${','.repeat(65_000)}`,
    `${'[,='.repeat(20_000)}:1|c`,
    `a${':1|c'.repeat(16_000)}`,
    `a:${'1_'.repeat(30_000)}|c`,
  ]) {
    parseLine(line, DEFAULT_DIALECT);
  }
  assert.ok(performance.now() - startedMs < 2_000);
});
