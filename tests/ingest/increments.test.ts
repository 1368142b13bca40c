/** Sums by series, against a plain map: over any history of counting, taking and moving nothing is lost or doubled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Increments } from '../../src/ingest/increments.ts';

interface Waiting {
  amount: number;
  samples: number;
}

/** Ids beyond the first capacity, too, some of them far. */
const id = fc.oneof(fc.nat(4), fc.nat(1_030), fc.integer({ min: 2_040, max: 9_000 }));
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('add' as const), id, amount: fc.integer({ max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take' as const), upTo: id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take' as const), upTo: fc.constant(undefined) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), ids: fc.array(id), id }) },
);

test('what is taken is what was counted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const increments = new Increments();
      const waiting = new Map<number, Waiting>();
      const add = (id: number, { amount, samples }: Waiting) => {
        const before = waiting.get(id) ?? { amount: 0, samples: 0 };
        waiting.set(id, { amount: before.amount + amount, samples: before.samples + samples });
      };
      for (const one of [...steps, { do: 'take' as const, upTo: undefined }]) {
        if (one.do === 'add') {
          increments.add(one.id, one.amount);
          add(one.id, { amount: one.amount, samples: 1 });
        } else if (one.do === 'move') {
          increments.move(new Set(one.ids), one.id);
          const moved = [...waiting].filter(([id]) => one.ids.includes(id));
          for (const [id] of moved) waiting.delete(id);
          for (const [, sum] of moved) add(one.id, sum);
        } else {
          const { ids, amounts, samples } = increments.take(one.upTo);
          const expected = [...waiting].filter(([id]) => id <= (one.upTo ?? id));
          for (const [id] of expected) waiting.delete(id);
          const taken = new Map([...ids].map((id, at) => [id, amounts[at]]));
          assert.equal(taken.size, ids.length, 'a series comes once');
          assert.deepEqual(taken, new Map(expected.map(([id, { amount }]) => [id, amount])));
          assert.equal(
            samples,
            expected.reduce((sum, [, { samples }]) => sum + samples, 0),
          );
        }
        const left = [...waiting.values()].reduce((sum, { samples }) => sum + samples, 0);
        assert.equal(increments.waitingSamples, left);
      }
    }),
    { numRuns: 300 },
  );
});
