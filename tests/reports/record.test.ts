/** Cases of the past → rows, and the risk that is read from them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MODEL_RECORD } from '../../src/reports/model-record.ts';
import { formatRisk, HORIZONS, type PastCase, recordOf, riskOf, rowFor } from '../../src/reports/record.ts';

const CASE: PastCase = { name: 'a', origin: 'first inventory', age: 90, knownDays: 400 };

describe('the record', () => {
  test('a distribution is one case of a row, and counts where all of the days that followed are known', () => {
    const rows = recordOf([
      { ...CASE, cameBackAfter: 40 },
      { ...CASE, age: 118, knownDays: 372, cameBackAfter: 12 },
      { ...CASE, name: 'b', knownDays: 89 },
      { ...CASE, name: 'c', knownDays: 100 },
    ]);
    assert.deepEqual(rows, [
      {
        origin: 'first inventory',
        age: { from: 60, to: 119 },
        within: {
          30: { cases: 3, cameBack: 0 },
          90: { cases: 2, cameBack: 1 },
          365: { cases: 1, cameBack: 1 },
        },
      },
    ]);
  });

  test('tells what was added since from what was there', () => {
    const rows = recordOf([CASE, { ...CASE, origin: 'added since', age: 500 }]);
    assert.deepEqual(
      rows.map(({ origin, age }) => [origin, age]),
      [
        ['first inventory', { from: 60, to: 119 }],
        ['added since', { from: 393, to: 547 }],
      ],
    );
  });
});

test('an outcome is known from the last of its days on, and a return on that day is one', () => {
  const [row] = recordOf([{ ...CASE, knownDays: 30, cameBackAfter: 30 }]);
  assert.deepEqual(row?.within[30], { cases: 1, cameBack: 1 });
  assert.deepEqual(row?.within[90], { cases: 0, cameBack: 0 });
});

test('a row speaks of its own ages alone', () => {
  const rows = recordOf([CASE, { ...CASE, age: 130 }, { ...CASE, age: 800 }]);
  const ages = [59, 60, 119, 120, 239, 240, 547, 729, 730, 9_000].map(
    (age) => rowFor(rows, { origin: CASE.origin, age })?.age.from,
  );
  assert.deepEqual(ages, [undefined, 60, 60, 120, 120, undefined, undefined, undefined, 730, 730]);
  assert.equal(rowFor(rows, { origin: 'added since', age: 90 }), undefined);
});

describe('a risk in words', () => {
  for (const [text, risk] of [
    [
      'in the model, 4.0% of such are imported within a year',
      { of: 'model', share: 0.04, cases: 0, cameBack: 0 },
    ],
    [
      'of 7 such, 1 were imported within a year; with the model for what is missing to 20 cases, 6.0% are',
      { of: 'model', share: 0.06, cases: 7, cameBack: 1 },
    ],
    [
      'of 40 such, 10 were imported within a year (25.0%)',
      { of: 'record', share: 0.25, cases: 40, cameBack: 10 },
    ],
  ] as const) {
    test(text, () => assert.equal(formatRisk(risk), text));
  }
});

function cases(count: number, cameBack: number): PastCase[] {
  return Array.from({ length: count }, (_, at) => ({
    ...CASE,
    name: `n${at}`,
    ...(at < cameBack ? { cameBackAfter: 100 } : {}),
  }));
}

describe('the risk', () => {
  const of = { origin: 'first inventory', age: 100 } as const;
  test('is that of the record where it has enough cases', () => {
    const risk = riskOf(recordOf(cases(20, 5)), MODEL_RECORD, of);
    assert.deepEqual(risk, { of: 'record', share: 0.25, cases: 20, cameBack: 5 });
  });
  test('fewer cases are filled up with those of the model', () => {
    const { share: model } = riskOf([], MODEL_RECORD, of);
    for (const [count, cameBack] of [
      [1, 0],
      [7, 0],
      [7, 7],
      [19, 5],
    ] as const) {
      const risk = riskOf(recordOf(cases(count, cameBack)), MODEL_RECORD, of);
      assert.equal(risk.of, 'model');
      assert.deepEqual([risk.cases, risk.cameBack], [count, cameBack]);
      assert.ok(Math.abs(risk.share * 20 - (cameBack + (20 - count) * model)) < 1e-9, `${risk.share}`);
    }
  });
  test('is that of the model where there is no case of that age', () => {
    const other = { ...of, age: 59 };
    assert.deepEqual(riskOf(recordOf(cases(20, 5)), MODEL_RECORD, other), riskOf([], MODEL_RECORD, other));
    assert.deepEqual(riskOf([], MODEL_RECORD, other).cases, 0);
  });
  test('the model has a row of each age and origin', () => {
    for (const origin of ['first inventory', 'added since'] as const) {
      for (const age of [1, 59, 60, 119, 120, 239, 240, 392, 393, 547, 548, 5_000]) {
        const { share } = riskOf([], MODEL_RECORD, { origin, age });
        assert.ok(share > 0 && share < 1, `${origin}, ${age} days: ${share}`);
      }
    }
    for (const { within } of MODEL_RECORD) {
      const shares = HORIZONS.map((days) => within[days].cameBack / within[days].cases);
      assert.deepEqual(shares, shares.toSorted());
    }
  });
});
