import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import type { Rules } from '../../src/ingest/decide.ts';
import { LineCounter } from '../../src/ingest/line-counter.ts';
import { LineTable } from '../../src/ingest/line-table.ts';
import { type SeriesBounds, SeriesTable } from '../../src/ingest/series-table.ts';
import { BUILTIN_MAPPING } from '../../src/mapping/builtin.ts';
import type { NumberedSeries } from '../../src/series/series.ts';
import { DEFAULT_DIALECT } from '../../src/statsd/dialect.ts';
import { mappingOf } from '../mapping/rules-of.ts';

const LIMITS = { ...DEFAULT_OPTIONS.limits, maxSeries: 100, reservedSeries: 0 };
const RULES: Rules = {
  mapping: mappingOf(BUILTIN_MAPPING),
  knownPackages: new Set(),
  foldsUnknown: false,
  relays: 'nothing' as const,
  maxSeriesLength: LIMITS.maxSeriesLength,
};

function counter(
  rules: Partial<Rules> = {},
  { bounds = {}, known = [], knownLines = new LineTable(64, 4_096) }: Partial<Surroundings> = {},
) {
  const series = new SeriesTable({ ...LIMITS, ...bounds }, known);
  const lines = new LineCounter({
    rules: { ...RULES, ...rules },
    dialect: DEFAULT_DIALECT,
    series,
    knownLines,
  });
  const keys: string[] = [];
  return {
    lines,
    feed(...texts: string[]) {
      for (const text of texts) {
        const bytes = Buffer.from(text);
        lines.line(bytes, 0, bytes.length);
      }
    },
    /** Series key → amount since the last call. */
    take(): Record<string, number> {
      for (const { id, key } of series.takeAdded()) keys[id] = key;
      const { ids, amounts } = lines.increments.take();
      return Object.fromEntries([...ids].map((id, index) => [keys[id] ?? `#${id}`, amounts[index] ?? 0]));
    },
  };
}

interface Surroundings {
  readonly bounds: Partial<SeriesBounds>;
  readonly known: Iterable<NumberedSeries>;
  readonly knownLines: LineTable;
}

const numpy = 'python_popcon_imported_package{package="numpy"}';
const other = 'python_popcon_imported_package{package="other"}';

test('a known line counts as it did when it was new', () => {
  const knownLines = new LineTable(64, 4_096);
  const { feed, take, lines } = counter({}, { knownLines });
  feed('python_popcon.imported_package.numpy:1|c', 'x:2|c|@0.5', 'x:3|c');
  assert.deepEqual(take(), { [numpy]: 1, x: 7 });
  assert.equal(knownLines.size, 3);
  feed('python_popcon.imported_package.numpy:1|c', 'x:2|c|@0.5', 'x:2|c|@0.5', 'x:3|c');
  assert.deepEqual(take(), { [numpy]: 1, x: 11 });
  assert.deepEqual(take(), {});
  assert.equal(lines.counts.samples, 7);
});

test('past the limit of series, new ones count in the overflow series and old ones in their own', () => {
  const { feed, take, lines } = counter({}, { bounds: { maxSeries: 2 } });
  feed('a:1|c', 'b:1|c', 'c:1|c', 'd:5|c', 'a:1|c', 'c:1|c');
  assert.deepEqual(take(), { a: 2, b: 1, popcon_overflow_total: 7 });
  assert.equal(lines.counts.folded['max-series'], 3);
});

test('series of the ledger count towards the limit and keep their ids', () => {
  const known = [
    { id: 3, key: 'a' },
    { id: 7, key: 'b' },
  ];
  const { feed, take } = counter({}, { bounds: { maxSeries: 2 }, known });
  feed('a:1|c', 'z:1|c');
  assert.deepEqual(take(), { '#3': 1, popcon_overflow_total: 1 });
});

test('packages in no inventory are folded, until an inventory names them', () => {
  const { feed, take, lines } = counter({ foldsUnknown: true, knownPackages: new Set(['numpy']) });
  const line = 'python_popcon.imported_package.secret:1|c';
  feed('python_popcon.imported_package.numpy:1|c', line, line, 'python_popcon.processes:1|c');
  assert.deepEqual(take(), { [numpy]: 1, [other]: 2, python_popcon_processes: 1 });
  for (const kind of ['directly_imported_package', 'failed_import', 'notices', 'missed_package']) {
    feed(`python_popcon.${kind}.secret:1|c`);
    assert.deepEqual(take(), { [`python_popcon_${kind}{package="other"}`]: 1 });
  }
  assert.equal(lines.counts.folded['unknown-package'], 6);
  lines.setRules({ knownPackages: new Set(['numpy', 'secret']) });
  feed(line);
  assert.deepEqual(take(), { 'python_popcon_imported_package{package="secret"}': 1 });
});

test('what other packages are folded into finds room, too', () => {
  const { feed, take } = counter({ foldsUnknown: true }, { bounds: { maxSeries: 1, reservedSeries: 1 } });
  feed('junk:1|c', 'more:1|c', 'python_popcon.imported_package.secret:1|c');
  assert.deepEqual(take(), { junk: 1, popcon_overflow_total: 1, [other]: 1 });
});

test('what is inventoried finds room when junk has taken all there is, also in bytes', () => {
  const junk = Array.from({ length: 20 }, (_, index) => `junk${index}:1|c`);
  for (const bounds of [
    { maxSeries: 5, reservedSeries: 5 },
    { maxSeries: 100, reservedSeries: 1_000, maxSeriesBytes: 30 },
  ]) {
    const { feed, take, lines } = counter({ knownPackages: new Set(['numpy']) }, { bounds });
    feed(...junk);
    take();
    feed(
      'python_popcon.imported_package.numpy:1|c',
      'python_popcon.imported_package.made-up:1|c',
      'python_popcon.processes:1|c',
    );
    assert.deepEqual(take(), { [numpy]: 1, python_popcon_processes: 1, popcon_overflow_total: 1 });
    assert.ok(lines.counts.folded['max-series'] > 10);
  }
});

test('keys are bounded in bytes, all together and each', () => {
  const { feed, take, lines } = counter({ maxSeriesLength: 40 }, { bounds: { maxSeriesBytes: 20 } });
  feed(`${'n'.repeat(41)}:1|c`, `a:1|c|#t:${'v'.repeat(40)}`, '123456789:1|c', 'b:1|c|#t:中中:1|c');
  assert.equal(lines.counts.refused['series-too-long'], 2);
  feed('c1234567:1|c', 'd1234567:1|c');
  assert.deepEqual(Object.keys(take()).includes('popcon_overflow_total'), true);
});

describe('tags of a metric of the reporter', () => {
  const CASES: Readonly<Record<string, readonly [series: string, leftOut: number]>> = {
    'python_popcon.imported_package.numpy:1|c|#user:alice,host:node7,pod_name:jupyter-alice': [numpy, 3],
    'python_popcon.imported_package.numpy:1|c|#namespace:prod,user:alice': [
      'python_popcon_imported_package{namespace="prod",package="numpy"}',
      1,
    ],
    'python_popcon.processes,host=node7:1|c': ['python_popcon_processes', 1],
    'python_popcon.environment_processes.gpu:1|c|#environment:gpu': [
      'python_popcon_environment_processes{environment="gpu"}',
      0,
    ],
    'python_popcon.processes:1|c|#job:hub,instance:node7': ['python_popcon_processes', 2],
    'other.thing:1|c|#host:node7': ['other_thing{host="node7"}', 0],
  };
  for (const [line, [series, leftOut]] of Object.entries(CASES)) {
    test(line, () => {
      const { feed, take, lines } = counter();
      feed(line, line);
      assert.deepEqual(take(), { [series]: 2 });
      assert.equal(lines.counts.tagsLeftOut['not-kept'], 2 * leftOut);
    });
  }
});

test('what is told of a line is what becomes of it', () => {
  const setups = [
    {},
    { foldsUnknown: true, knownPackages: new Set(['numpy']) },
    { relays: 'others' },
    { relays: 'everything' },
  ] as const;
  for (const rules of setups) {
    fc.assert(
      fc.property(anyLine, (text) => {
        if (text === '' || /[\r\n]/.test(text)) return;
        const { feed, take, lines } = counter(rules, {
          bounds: { maxSeries: 1 },
          known: [{ id: 1, key: 'a' }],
        });
        const { samples } = lines.trace(text);
        feed(text);
        const told = { refused: 0, relayed: 0, folded: 0, counted: 0 };
        const counts: Record<string, number> = {};
        for (const sample of samples) {
          told[sample.outcome]++;
          if (!('series' in sample)) continue;
          const key = sample.series === 'a' ? '#1' : sample.series;
          counts[key] = (counts[key] ?? 0) + sample.value;
        }
        const sum = (record: Readonly<Record<string, number>>) =>
          Object.values(record).reduce((total, count) => total + count, 0);
        assert.deepEqual(take(), counts);
        assert.equal(sum(lines.counts.refused), told.refused);
        assert.equal(sum(lines.counts.folded), told.folded);
        assert.equal(lines.counts.relayed, told.relayed);
      }),
    );
  }
});

test('what waits for a series that is forgotten counts in the overflow series', () => {
  const { feed, take, lines } = counter();
  feed('a:2|c', 'a:2|c', 'b:1|c');
  const forgotten = new Set([1]);
  lines.forget(forgotten);
  assert.deepEqual(take(), { b: 1, popcon_overflow_total: 4 });
  feed('a:2|c');
  const { ids, amounts } = lines.increments.take();
  assert.deepEqual([...amounts], [2]);
  assert.equal(
    ids.some((id) => forgotten.has(id)),
    false,
  );
});

test('a line that is not looked at is one refused sample', () => {
  const { lines } = counter();
  lines.lineTooLong();
  lines.tooManyLines();
  assert.deepEqual([lines.counts.lines, lines.counts.samples], [2, 2]);
  assert.deepEqual([lines.counts.refused['line-too-long'], lines.counts.refused['too-many-lines']], [1, 1]);
});

test('what is passed over in a line is counted each time that it comes', () => {
  const line = 'x:1|c|@often|#:v';
  const { feed, take, lines } = counter();
  feed(line, line);
  assert.deepEqual(take(), { x: 2 });
  assert.equal(lines.counts.tagsLeftOut.malformed, 2);
  assert.equal(lines.counts.factorErrors, 2);
});

describe('what is told of a line', () => {
  const mapping = mappingOf(
    'mappings:\n- {match: dropped.*, name: d, action: drop}\n- {match: kept.*, name: "k_$1"}\n',
  );
  const rule = (line: number, match: string) => ({ file: 'm.yml', line, match });
  const CASES: Readonly<Record<string, object>> = {
    'kept.x:2|c': {
      outcome: 'counted',
      series: 'k_x',
      name: 'k_x',
      labels: [],
      value: 2,
      rule: rule(3, 'kept.*'),
    },
    'other:1|c': { outcome: 'counted', series: 'other', name: 'other', labels: [], value: 1, rule: null },
    'dropped.x:1|c': {
      outcome: 'refused',
      reason: 'dropped-by-rule',
      meaning: 'a mapping rule with `action: drop`',
      rule: rule(2, 'dropped.*'),
    },
    'other:1|g': {
      outcome: 'refused',
      reason: 'not-a-counter',
      meaning: 'a gauge, timer, histogram or distribution: only counters are recorded',
      rule: null,
    },
  };
  for (const [line, told] of Object.entries(CASES)) {
    test(line, () => {
      const { lines } = counter({ mapping });
      assert.deepEqual(lines.trace(line), {
        line,
        samples: [told],
        tagErrors: 0,
        tagsLeftOut: 0,
        factorErrors: 0,
      });
      assert.equal(lines.counts.samples, 0, 'nothing is counted');
    });
  }
});

describe('refused, with a reason', () => {
  const CASES = {
    'x:1|g': 'not-a-counter',
    'x:1|ms': 'not-a-counter',
    'x:-1|c': 'illegal-negative-counter',
    'x:1e300|c': 'increment-too-large',
    'popcon_lines_total:1|c': 'reserved-metric-name',
    'up:1|c': 'prometheus-metric-name',
    'ALERTS:1|c|#alertname:DiskFull': 'prometheus-metric-name',
    'scrape.duration.seconds:1|c': 'prometheus-metric-name',
    'process_start_time_seconds:5|c': 'prometheus-metric-name',
    'x:1|c|#job:production-db': 'target-label',
    'x:1|c|#a:b,instance:db1': 'target-label',
    nothing: 'malformed-line',
  } as const;
  for (const [line, reason] of Object.entries(CASES)) {
    test(line, () => {
      const { feed, take, lines } = counter();
      feed(line, line);
      assert.deepEqual(take(), {});
      assert.equal(lines.counts.refused[reason], 2);
    });
  }
  test('a gauge is none of it where it is relayed', () => {
    const { feed, lines } = counter({ relays: 'others' });
    feed('x:1|g', 'x:1|c');
    assert.equal(lines.counts.refused['not-a-counter'], 0);
    assert.equal(lines.counts.relayed, 1);
  });
});

test('what a rule spells out is the word of who wrote it, and stands in place of a tag', () => {
  const mapping = mappingOf(`mappings:
- {match: a.*, name: process_restarts, labels: {job: "$1"}}
- {match: b.*, name: "$1"}`);
  const { feed, take, lines } = counter({ mapping });
  feed('a.x:1|c|#job:y', 'b.up:1|c');
  assert.deepEqual(take(), { 'process_restarts{job="x"}': 1 });
  assert.equal(lines.counts.refused['prometheus-metric-name'], 1);
});

test('the help of a metric follows the rules in force, and the first one that is used', () => {
  const rules = (help: string) =>
    mappingOf(`mappings: [{match: a.*, name: a${help}}, {match: b.*, name: a, help: B}]`);
  const series = new SeriesTable(LIMITS, [], [['a', 'Old.']]);
  const lines = new LineCounter({
    rules: { ...RULES, mapping: rules(', help: New.') },
    dialect: DEFAULT_DIALECT,
    series,
    knownLines: new LineTable(64, 4_096),
  });
  const feed = (text: string) => lines.line(Buffer.from(text), 0, text.length);
  feed('a.x:1|c');
  feed('b.x:1|c');
  assert.deepEqual(series.takeHelps(), [['a', 'New.']]);
  feed('a.x:1|c');
  assert.deepEqual(series.takeHelps(), []);
  lines.setRules({ mapping: rules('') });
  feed('a.x:1|c');
  assert.deepEqual(series.takeHelps(), [['a', '']]);
});

const piece = fc.constantFrom(
  'a',
  'b.c',
  ':',
  '|',
  '1',
  '-',
  '2.5',
  'c',
  'g',
  'ms',
  '@0.1',
  '#t:v',
  ',t=v',
  '[',
  ']',
  'é',
  '',
);
const anyLine = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join('')),
  fc
    .tuple(fc.constantFrom('a', 'b', 'python_popcon.imported_package.x'), fc.nat(9))
    .map(([n, v]) => `${n}:${v}|c`),
  fc.string({ maxLength: 20 }),
);

test('whatever comes, received = counted + refused + relayed, and a small table changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 60 }), (texts) => {
      const lines = texts.filter((text) => text !== '' && !/[\r\n]/.test(text));
      const large = counter();
      const small = counter({}, { knownLines: new LineTable(2, 64) });
      for (const { feed } of [large, small]) feed(...lines, ...lines);
      const { increments, counts } = large.lines;
      const { samples, refused, relayed } = counts;
      const sumRefused = Object.values(refused).reduce((sum, count) => sum + count, 0);
      const { samples: counted, ids, amounts } = increments.take();
      assert.equal(samples, counted + sumRefused + relayed);
      const taken = small.lines.increments.take();
      assert.deepEqual([taken.ids, taken.amounts, taken.samples], [ids, amounts, counted]);
    }),
  );
});
