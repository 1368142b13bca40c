import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePeriod, readDays } from '../../src/commands/answer/period.ts';
import { Failure } from '../../src/failure.ts';
import { formatDay, type Window } from '../../src/series/day.ts';

const NOW_MS = Date.parse('2026-03-31T23:59:59Z');
const text = ({ from, to }: Window) => `${formatDay(from)}..${formatDay(to)}`;

const PERIODS: Readonly<Record<string, readonly [since: string, until: string | undefined, window: string]>> =
  {
    'one day is today': ['1d', undefined, '2026-03-31..2026-03-31'],
    'ninety days': ['90d', undefined, '2026-01-01..2026-03-31'],
    'two weeks': ['2w', '2026-03-14', '2026-03-01..2026-03-14'],
    'a month before the last of a longer one': ['1m', undefined, '2026-03-01..2026-03-31'],
    'half a year': ['6m', '2025-08-31', '2025-03-01..2025-08-31'],
    'a year over a leap day': ['1y', '2024-02-29', '2023-03-01..2024-02-29'],
    'a day': ['2026-02-01', undefined, '2026-02-01..2026-03-31'],
    'a day to itself': ['2026-02-01', '2026-02-01', '2026-02-01..2026-02-01'],
  };

const REFUSED: Readonly<Record<string, readonly [since: string, until: string | undefined]>> = {
  'no length': ['0d', undefined],
  'an unknown unit': ['3h', undefined],
  'no such day': ['2026-02-29', undefined],
  'no such last day': ['90d', '2026-13-01'],
  'a last day that is yet to come': ['90d', '2026-04-01'],
  'the wrong way round': ['2026-03-02', '2026-03-01'],
  nothing: ['', undefined],
};

describe('--since and --until', () => {
  for (const [name, [since, until, window]] of Object.entries(PERIODS)) {
    test(name, () => {
      assert.equal(text(parsePeriod({ since, ...(until === undefined ? {} : { until }) }, NOW_MS)), window);
    });
  }
  for (const [name, [since, until]] of Object.entries(REFUSED)) {
    test(`refused: ${name}`, () => {
      assert.throws(() => parsePeriod({ since, ...(until === undefined ? {} : { until }) }, NOW_MS), Failure);
    });
  }
});

describe('--holiday', () => {
  test('one day, or from one to another', () => {
    assert.equal(text(readDays('--holiday', '2026-01-01')), '2026-01-01..2026-01-01');
    assert.equal(text(readDays('--holiday', '2026-01-01..2026-01-06')), '2026-01-01..2026-01-06');
  });
  for (const given of [
    '2026-01-06..2026-01-01',
    '2026-01-01..',
    '..',
    '2026-01-01..2026-01-02..2026-01-03',
  ]) {
    test(`refused: ${given}`, () => assert.throws(() => readDays('--holiday', given), Failure));
  }
});
