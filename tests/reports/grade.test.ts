/** What makes one that nobody imported unused, and what makes it unused so far. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildGraph } from '../../src/environment/graph.ts';
import { type GradeTerms, gradeAll } from '../../src/reports/grade.ts';
import { MODEL_RECORD } from '../../src/reports/model-record.ts';
import { type Origin, type RecordRow, riskOf } from '../../src/reports/record.ts';
import { formatDay } from '../../src/series/day.ts';
import { inventoryOf, library } from './recorded.ts';

const TODAY = 20_000;

/** Of evidence of 100 and of 400 days: how many of so many cases came back within a year. */
function recordOf(cases: number, cameBack: number): readonly RecordRow[] {
  const outcome = { cases, cameBack };
  return [
    { from: 60, to: 119 },
    { from: 393, to: 547 },
  ].map((age) => ({
    origin: 'first inventory',
    age,
    within: { 30: outcome, 90: outcome, 365: outcome },
  }));
}

interface Given extends Partial<Omit<GradeTerms, 'clocks'>> {
  /** Of each that is installed, the days of its evidence. */
  readonly ages: Readonly<Record<string, number>>;
  readonly origin?: Origin;
}

function grade({ ages, origin = 'first inventory', ...terms }: Given) {
  return gradeAll(new Set(Object.keys(ages)), {
    graph: { closure: (names) => new Map([...names].map((name) => [name, undefined])) },
    today: TODAY,
    record: [],
    accept: 0.02,
    everyProcessReports: true,
    ...terms,
    clocks: {
      wasSeen: () => true,
      clockOf: (name) => ({
        since: TODAY + 1 - (ages[name] ?? 0),
        days: 1,
        reportedDays: 1,
        processes: 1,
        fromFirstInventory: origin === 'first inventory',
      }),
    },
  });
}

const GRADES: Readonly<
  Record<string, readonly [given: Omit<Given, 'ages'> & { age: number }, grade: string]>
> = {
  'a full year': [{ age: 393 }, 'unused'],
  'a day less': [{ age: 392 }, 'unused so far'],
  'a full year of kernels alone': [{ age: 393, everyProcessReports: false }, 'unused so far'],
  'a record that suffices for less': [{ age: 100, record: recordOf(150, 3) }, 'unused'],
  'such a record of kernels alone': [
    { age: 100, record: recordOf(150, 3), everyProcessReports: false },
    'unused so far',
  ],
  'one case fewer, which is no record of 2%': [{ age: 100, record: recordOf(149, 0) }, 'unused so far'],
  'which is one of 3%': [{ age: 100, record: recordOf(149, 0), accept: 0.03 }, 'unused'],
  'fewer cases than make a record, whatever is accepted': [
    { age: 100, record: recordOf(19, 0), accept: 0.2 },
    'unused so far',
  ],
  'a record that came back too often': [{ age: 100, record: recordOf(150, 4) }, 'unused so far'],
  'a full year, where such came back too often': [{ age: 400, record: recordOf(150, 4) }, 'unused so far'],
  'a record of what was there, for what was added': [
    { age: 100, record: recordOf(150, 0), origin: 'added since' },
    'unused so far',
  ],
};

describe('grades', () => {
  for (const [name, [{ age, ...given }, expected]] of Object.entries(GRADES)) {
    test(name, () => assert.equal(grade({ ...given, ages: { one: age } }).get('one')?.verdict, expected));
  }
});

test('what one that is unused so far requires is so, too, and is told whose', () => {
  const graph = buildGraph(
    inventoryOf([
      library('late', ['held', 'used']),
      library('used'),
      library('held'),
      library('old', ['other']),
      library('other'),
    ]),
  );
  const graded = grade({ ages: { late: 100, held: 400, old: 400, other: 400 }, graph });
  assert.deepEqual(
    [...graded].map(([name, one]) => [name, one.verdict, 'heldBy' in one ? one.heldBy : undefined]),
    [
      ['late', 'unused so far', undefined],
      ['held', 'unused so far', 'late'],
      ['old', 'unused', undefined],
      ['other', 'unused', undefined],
    ],
  );
});

test('with its evidence and the risk of it', () => {
  const graded = grade({ ages: { one: 393 }, origin: 'added since' });
  assert.deepEqual(graded.get('one'), {
    verdict: 'unused',
    since: formatDay(TODAY - 392),
    days: 393,
    origin: 'added since',
    risk: riskOf([], MODEL_RECORD, { origin: 'added since', age: 393 }),
  });
});
