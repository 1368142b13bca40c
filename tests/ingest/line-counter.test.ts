import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { LineCounter, type LineCounterOptions } from '../../src/ingest/line-counter.ts';
import { LineTable } from '../../src/ingest/line-table.ts';
import { SeriesTable } from '../../src/ingest/series-table.ts';
import { builtinMapping } from '../../src/mapping/builtin.ts';
import { DEFAULT_DIALECT } from '../../src/statsd/dialect.ts';

function counter(options: Partial<LineCounterOptions> & { readonly maxSeries?: number } = {}) {
  const series = options.series ?? new SeriesTable(options.maxSeries ?? 100, []);
  const lines = new LineCounter({
    mapping: builtinMapping(),
    dialect: DEFAULT_DIALECT,
    series,
    knownLines: new LineTable(64, 4_096),
    knownPackages: undefined,
    othersAreRelayed: false,
    ...options,
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
      for (const { id, series: added } of series.takeAdded()) keys[id] = added.key;
      const { ids, amounts } = lines.increments.take();
      return Object.fromEntries([...ids].map((id, index) => [keys[id] ?? `#${id}`, amounts[index] ?? 0]));
    },
  };
}

const numpy = 'python_popcon_imported_package{package="numpy"}';
const other = 'python_popcon_imported_package{package="other"}';

test('a known line counts as it did when it was new', () => {
  const { feed, take, lines } = counter();
  feed('python_popcon.imported_package.numpy:1|c', 'x:2|c|@0.5', 'x:3|c');
  assert.deepEqual(take(), { [numpy]: 1, x: 7 });
  feed('python_popcon.imported_package.numpy:1|c', 'x:2|c|@0.5', 'x:2|c|@0.5', 'x:3|c');
  assert.deepEqual(take(), { [numpy]: 1, x: 11 });
  assert.deepEqual(take(), {});
  assert.equal(lines.samples, 7);
});

test('past the limit of series, new ones count in the overflow series and old ones in their own', () => {
  const { feed, take, lines } = counter({ maxSeries: 2 });
  feed('a:1|c', 'b:1|c', 'c:1|c', 'd:5|c', 'a:1|c', 'c:1|c');
  assert.deepEqual(take(), { a: 2, b: 1, popcon_overflow_total: 7 });
  assert.equal(lines.folded['max-series'], 3);
});

test('series of the ledger count towards the limit and keep their ids', () => {
  const series = new SeriesTable(2, [
    [3, 'a'],
    [7, 'b'],
  ]);
  const { feed, take } = counter({ series });
  feed('a:1|c', 'z:1|c');
  assert.deepEqual(take(), { '#3': 1, popcon_overflow_total: 1 });
});

test('packages in no inventory are folded, until an inventory names them', () => {
  const { feed, take, lines } = counter({ knownPackages: new Set(['numpy']) });
  const line = 'python_popcon.imported_package.secret:1|c';
  feed('python_popcon.imported_package.numpy:1|c', line, line, 'python_popcon.processes:1|c');
  assert.deepEqual(take(), { [numpy]: 1, [other]: 2, python_popcon_processes: 1 });
  assert.equal(lines.folded['unknown-package'], 2);
  lines.setKnownPackages(new Set(['numpy', 'secret']));
  feed(line);
  assert.deepEqual(take(), { 'python_popcon_imported_package{package="secret"}': 1 });
});

suite('refused, with a reason', () => {
  const CASES = {
    'x:1|g': 'not-a-counter',
    'x:1|ms': 'not-a-counter',
    'x:-1|c': 'illegal-negative-counter',
    'x:1e300|c': 'increment-too-large',
    'popcon_lines_total:1|c': 'reserved-metric-name',
    nothing: 'malformed-line',
  } as const;
  for (const [line, reason] of Object.entries(CASES)) {
    test(line, () => {
      const { feed, take, lines } = counter();
      feed(line, line);
      assert.deepEqual(take(), {});
      assert.equal(lines.refused[reason], 2);
    });
  }
  test('a gauge is none of it where it is relayed', () => {
    const { feed, lines } = counter({ othersAreRelayed: true });
    feed('x:1|g', 'x:1|c');
    assert.equal(lines.refused['not-a-counter'], 0);
    assert.equal(lines.relayed, 1);
  });
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
      const small = counter({ knownLines: new LineTable(2, 64) });
      for (const { feed } of [large, small]) feed(...lines, ...lines);
      const { increments, samples, refused, relayed } = large.lines;
      const sumRefused = Object.values(refused).reduce((sum, count) => sum + count, 0);
      const { samples: counted, ids, amounts } = increments.take();
      assert.equal(samples, counted + sumRefused + relayed);
      const taken = small.lines.increments.take();
      assert.deepEqual([taken.ids, taken.amounts, taken.samples], [ids, amounts, counted]);
    }),
  );
});
