import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  findSilences,
  neverReported,
  type SilenceRule,
  silencesOf,
  usualSilenceDays,
} from '../../src/reports/silence.ts';
import { type Day, formatDay, type Window } from '../../src/series/day.ts';
import { day } from './recorded.ts';

/** Days from `from` to `to` for which `reported` says so; Monday is 0. */
function days(from: string, to: string, reported: (weekday: number, day: Day) => boolean): Day[] {
  return Array.from({ length: day(to) - day(from) + 1 }, (_, at) => day(from) + at).filter((each) =>
    reported((each + 3) % 7, each),
  );
}

const weekdays = (weekday: number) => weekday < 5;
const without = (from: string, to: string) => (weekday: number, each: Day) =>
  weekdays(weekday) && (each < day(from) || each > day(to));

const WINDOW: Window = { from: day('2026-03-01'), to: day('2026-05-29') };
const LEARN: SilenceRule = { quiet: [] };

const CASES: Readonly<
  Record<string, readonly [days: readonly Day[], rule: SilenceRule, silences: readonly string[]]>
> = {
  'weekends are no silence': [days('2026-01-01', '2026-05-29', weekdays), LEARN, []],
  'nor is Easter, Friday to Monday': [
    days('2026-01-01', '2026-05-29', without('2026-04-03', '2026-04-06')),
    LEARN,
    [],
  ],
  'a week off is': [
    days('2026-01-01', '2026-05-29', without('2026-04-06', '2026-04-10')),
    LEARN,
    ['2026-04-04..2026-04-12'],
  ],
  'unless nobody was expected': [
    days('2026-01-01', '2026-05-29', without('2026-04-06', '2026-04-10')),
    { quiet: [{ from: day('2026-04-06'), to: day('2026-04-10') }] },
    [],
  ],
  'or so long a silence is taken as usual': [
    days('2026-01-01', '2026-05-29', without('2026-04-06', '2026-04-10')),
    { quiet: [], maxSilentDays: 9 },
    [],
  ],
  'a silence that quiet days only shorten is told without them': [
    days('2026-01-01', '2026-05-29', without('2026-04-06', '2026-05-01')),
    { quiet: [{ from: day('2026-04-04'), to: day('2026-04-12') }] },
    ['2026-04-13..2026-05-03'],
  ],
  'a course that meets on Mondays is silent in between': [
    days('2026-01-01', '2026-05-29', (weekday) => weekday === 0),
    LEARN,
    [],
  ],
  'and may miss one, but not two': [
    days(
      '2026-01-01',
      '2026-05-29',
      (weekday, each) =>
        weekday === 0 && ![day('2026-03-16'), day('2026-04-13'), day('2026-04-20')].includes(each),
    ),
    LEARN,
    ['2026-04-07..2026-04-26'],
  ],
  'who stopped is silent up to the end': [
    days('2026-01-01', '2026-05-08', weekdays),
    LEARN,
    ['2026-05-09..2026-05-29'],
  ],
  'who stopped before the window is silent in all of it': [
    days('2026-01-01', '2026-02-20', weekdays),
    LEARN,
    ['2026-03-01..2026-05-29'],
  ],
  'who began in the window was not silent before': [days('2026-04-15', '2026-05-29', weekdays), LEARN, []],
  'two days far apart teach nothing': [
    [day('2026-03-02'), day('2026-05-28')],
    LEARN,
    ['2026-03-03..2026-05-27'],
  ],
  'nobody was ever there to be silent': [[], LEARN, []],
};

describe('silences', () => {
  for (const [name, [reported, rule, expected]] of Object.entries(CASES)) {
    test(name, () => {
      const found = findSilences(reported, WINDOW, rule);
      assert.deepEqual(
        found.map(({ silent }) => `${silent.from}..${silent.to}`),
        expected,
      );
      for (const { silent, days: count } of found) {
        assert.equal(count, day(silent.to) - day(silent.from) + 1, formatDay(day(silent.to)));
      }
    });
  }

  test('of namespaces that must report, those that never have are silent, too', () => {
    const terms = { quiet: [], retired: ['over'], expected: ['hub-a', 'hub-b', 'over'] };
    const known = {
      window: WINDOW,
      uncountedUntil: new Map(),
      days: days('2026-01-01', '2026-05-29', weekdays).map((each) => ({
        namespace: 'hub-a',
        day: each,
        processes: 1,
      })),
    };
    assert.deepEqual(
      silencesOf(known, WINDOW, terms).map(({ namespace, silent }) => [namespace, silent.from, silent.to]),
      [['hub-b', '2026-03-01', '2026-05-29']],
    );
    assert.deepEqual(neverReported(known, terms), ['hub-b']);
  });

  test('of several namespaces: what is everybody’s is told once, who is over is not told of', () => {
    const reported: Readonly<Record<string, Day[]>> = {
      // Followed by those of a namespace that sorts behind it and came before it.
      'hub-a': days('2026-03-09', '2026-05-29', without('2026-04-06', '2026-04-10')),
      'hub-b': days('2026-01-01', '2026-03-13', weekdays),
      'hub-c': days('2026-01-01', '2026-05-29', without('2026-04-06', '2026-04-17')),
      over: days('2026-01-01', '2026-03-13', weekdays),
    };
    const known = {
      window: WINDOW,
      uncountedUntil: new Map(),
      days: Object.entries(reported).flatMap(([namespace, all]) =>
        all.map((each) => ({ namespace, day: each, processes: 1 })),
      ),
    };
    const terms = { quiet: [], retired: ['over'], expected: [] };
    assert.deepEqual(
      silencesOf(known, WINDOW, terms).map(({ namespace, silent }) => [namespace, silent.from, silent.to]),
      [
        [undefined, '2026-04-04', '2026-04-12'],
        ['hub-b', '2026-03-14', '2026-05-29'],
        ['hub-c', '2026-04-04', '2026-04-19'],
      ],
    );
  });

  test('what is usual is twice the ninth of ten and the day between, at least a long weekend, unless it is said', () => {
    assert.equal(usualSilenceDays(days('2026-01-01', '2026-05-29', weekdays), LEARN), 5);
    assert.equal(
      usualSilenceDays(
        days('2026-01-01', '2026-05-29', (weekday) => weekday === 2),
        LEARN,
      ),
      13,
    );
    assert.equal(
      usualSilenceDays(
        days('2026-01-01', '2026-05-29', (weekday) => weekday < 7),
        LEARN,
      ),
      4,
    );
    assert.equal(usualSilenceDays([1, 2, 3], { quiet: [], maxSilentDays: 0 }), 0);
  });
});
