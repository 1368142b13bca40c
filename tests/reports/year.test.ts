/** What of a year evidence has not seen: spans, gaps, holidays, terms. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FULL_YEAR_DAYS, formatUnseen, stillUnseen, unseenDays } from '../../src/reports/year.ts';
import { formatDay } from '../../src/series/day.ts';
import { day } from './recorded.ts';

const TO = day('2026-05-31');

interface Case {
  readonly from: string;
  /** Stretches in which nobody reported. */
  readonly silent?: readonly (readonly [from: string, to: string])[];
  readonly unseen: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'a month': { from: '2026-05-01', unseen: ['2026-06-01 to 2027-05-28'] },
  'half a year: the other half, and the margin of four weeks': {
    from: '2025-12-01',
    unseen: ['2026-06-01 to 2026-12-28'],
  },
  'a year: what happens once a year may have come just before': {
    from: '2025-06-01',
    unseen: ['2026-06-01 to 2026-06-28'],
  },
  'a year and four weeks less a day': { from: '2025-05-05', unseen: ['2026-06-01 to 2026-06-01'] },
  'a year and four weeks': { from: '2025-05-04', unseen: [] },
  'a silence of four weeks is a break': {
    from: '2025-01-01',
    silent: [['2025-08-01', '2025-08-28']],
    unseen: [],
  },
  'a longer one was not seen': {
    from: '2025-05-04',
    silent: [['2025-08-01', '2025-08-29']],
    unseen: ['2026-08-01 to 2026-08-29'],
  },
  'but in the year before': {
    from: '2024-05-04',
    silent: [['2025-08-01', '2025-08-29']],
    unseen: [],
  },
};

describe('what a year still holds', () => {
  for (const [name, { from, silent = [], unseen }] of Object.entries(CASES)) {
    test(name, () => {
      const isSilent = (each: number) => silent.some(([a, b]) => day(a) <= each && each <= day(b));
      const got = unseenDays({ from: day(from), to: TO }, (each) => !isSilent(each));
      assert.deepEqual(
        got.map((window) => `${formatDay(window.from)} to ${formatDay(window.to)}`),
        unseen,
      );
    });
  }

  test('nothing is unseen from a full year on, something in every shorter span', () => {
    for (let span = 1; span < FULL_YEAR_DAYS + 30; span++) {
      const unseen = unseenDays({ from: TO - span + 1, to: TO }, () => true);
      assert.equal(unseen.length === 0, span >= FULL_YEAR_DAYS, `${span} days`);
    }
  });
});

const TERMS = [
  { name: 'autumn 2024', from: day('2024-09-03'), to: day('2024-12-22') },
  { name: 'autumn term', from: day('2025-09-01'), to: day('2025-12-20') },
  { name: 'winter school', from: day('2025-12-27'), to: day('2026-01-10') },
  { name: 'spring term', from: day('2026-02-01'), to: day('2026-05-31') },
];

const SAID: Readonly<Record<string, readonly [from: string, text: string | undefined]>> = {
  'one term is missing': ['2025-11-20', 'no autumn term yet'],
  'two are, one of them over new year': ['2026-01-20', 'no autumn term and winter school yet'],
  'the half that counts was seen': ['2025-09-20', 'still to be seen: 2026-06-01 to 2026-10-17'],
  'a full year': ['2025-05-01', undefined],
};

describe('in words, where terms are configured', () => {
  for (const [name, [from, text]] of Object.entries(SAID)) {
    test(name, () => {
      const unseen = unseenDays({ from: day(from), to: TO }, () => true);
      const seen = { today: TO, academicTerms: TERMS, everyProcessReports: true };
      assert.equal(formatUnseen(stillUnseen(unseen, seen)), text);
    });
  }
});
