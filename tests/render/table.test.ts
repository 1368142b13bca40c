import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { condense, sparkline } from '../../src/render/sparkline.ts';
import { styleFor } from '../../src/render/style.ts';
import { type Column, formatTable } from '../../src/render/table.ts';
import { truncate, wrap } from '../../src/render/text.ts';
import { printable } from '../../src/words/names.ts';
import { formatBytes, formatCount, formatPoints, formatShare } from '../../src/words/number.ts';

const PIPE = styleFor({}, {});
const columns = (width: number) => styleFor({ isTTY: true, columns: width }, { NO_COLOR: '1' });

/** Columns of rows that are lists of texts, in their order. */
function columnsOf(
  ...columns: readonly Omit<Column<unknown>, 'cell'>[]
): readonly Column<readonly string[]>[] {
  return columns.map((column, at) => ({ ...column, cell: (row) => row[at] ?? '' }));
}

describe('a table', () => {
  test('has its numbers to the right and no blanks at the ends of lines', () => {
    const table = formatTable(
      columnsOf({ heading: 'package' }, { heading: 'n', align: 'right' }, { heading: 'note' }),
      [
        ['数学', '1', ''],
        ['café', '1,000', 'x'],
      ],
      PIPE,
    );
    assert.equal(table, 'package      n  note\n数学         1\ncafé     1,000  x\n');
  });
  test('is nothing without rows', () => assert.equal(formatTable(columnsOf({ heading: 'a' }), [], PIPE), ''));
  test('cuts the last flexible column first, and none below a readable name', () => {
    const long = 'x'.repeat(40);
    const table = (width: number) =>
      formatTable(
        columnsOf(
          { heading: 'a', flexible: true },
          { heading: 'b', align: 'right' },
          { heading: 'c', flexible: true },
        ),
        [[long, '12', long]],
        columns(width),
      ).split('\n')[1];
    assert.equal(table(70), `${long}  12  ${'x'.repeat(23)}…`);
    assert.equal(table(50), `${'x'.repeat(31)}…  12  ${'x'.repeat(11)}…`);
    assert.equal(table(10), `${'x'.repeat(11)}…  12  ${'x'.repeat(11)}…`);
    assert.equal(
      formatTable(columnsOf({ heading: 'a', flexible: true }), [[long]], PIPE).split('\n')[1],
      long,
    );
  });
  test('stays within the width whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 20, max: 100 }),
        (names, width) => {
          const table = formatTable(
            columnsOf({ heading: 'name', flexible: true }, { heading: 'n', align: 'right' }),
            names.map((name) => [name, '1']),
            columns(width),
          );
          for (const line of table.split('\n')) assert.ok(stringWidth(line) <= width, JSON.stringify(line));
        },
      ),
    );
  });
});

describe('text', () => {
  test('is cut between characters as people see them', () => {
    assert.equal(truncate('👩‍👩‍👧‍👦 family', 4), '👩‍👩‍👧‍👦 …');
    assert.equal(truncate('数学数学', 5), '数学…');
    assert.equal(truncate('plain', 5), 'plain');
  });
  test('is wrapped at blanks, and long words stay whole', () => {
    assert.equal(wrap('one two three', 8), 'one two\nthree');
    assert.equal(wrap('a verylongword b', 5), 'a\nverylongword\nb');
    assert.equal(wrap('all in one', Number.POSITIVE_INFINITY), 'all in one');
  });
  test('steers no terminal', () => {
    assert.equal(printable('a\u001b[2Jb\nc\u202ed\u0085'), 'a�[2Jb�c�d�');
  });
});

describe('numbers', () => {
  test('read as people write them', () => {
    assert.deepEqual([0, 1234567, 0.5].map(formatCount), ['0', '1,234,567', '0.5']);
    assert.deepEqual([0, 0.0004, 0.5, 0.9995, 1].map(formatShare), [
      '0.0%',
      '<0.1%',
      '50.0%',
      '>99.9%',
      '100%',
    ]);
    assert.deepEqual([0.031, -0.004, 0.0001, -0.0001].map(formatPoints), ['+3.1', '-0.4', '0.0', '0.0']);
    assert.deepEqual([0, 999, 999.6, 1000, 99_949, 999_499, 999_500, 1_234_567_890, 5e15].map(formatBytes), [
      '0 B',
      '999 B',
      '1.0 kB',
      '1.0 kB',
      '99.9 kB',
      '999 kB',
      '1.0 MB',
      '1.2 GB',
      '5000 TB',
    ]);
  });
});

describe('a sparkline', () => {
  test('shows little as more than nothing, and nothing as less than little', () => {
    assert.equal(sparkline([0, 1, 1000, undefined, 500]), '▁▂█ ▅');
    assert.equal(sparkline([0, 0]), '▁▁');
    assert.equal(sparkline([]), '');
  });
  test('is condensed to means', () => {
    assert.deepEqual(condense([1, 3, 5, 7], 2), [2, 6]);
    assert.deepEqual(condense([1, undefined, undefined, undefined], 2), [1, undefined]);
    assert.deepEqual(condense([1, 2], 40), [1, 2]);
  });
});
