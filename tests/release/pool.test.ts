/** What is told of hidden imports in one sum: enough of them that each stays free, with what the collector folded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poolOther } from '../../src/release/pool.ts';

const K = 3;

/** Hidden imports, a package each; of the last, where it is marked, no inventory knows what it requires. */
const CASES = [
  ['enough of them', [1, 1, 1], 0, { sum: 3, partial: false }],
  ['no more than leaves each of them free', [2, 1, 2], 0, { sum: 4, partial: true }],
  ['too few', [1, 1], 0, undefined],
  ['one that no inventory knows', [1, 1, 1, -1], 0, { sum: 3, partial: true }],
  ['too few were folded', [1, 1, 1], K - 1, { sum: 3, partial: false }],
  ['as many were folded as may be told', [1, 1, 1], K, { sum: 6, partial: false }],
  ['only those that were folded can be told', [1, 1], K, { sum: K, partial: true }],
  ['nothing else was hidden', [], K, { sum: K, partial: false }],
] as const;

for (const [name, imports, folded, expected] of CASES) {
  test(name, () => {
    const hidden = imports.map((count, at) => ({ package: String(at), imports: Math.abs(count) }));
    const requirementsOf = (of: string) => ((imports[Number(of)] ?? 0) < 0 ? undefined : new Set<string>());
    assert.deepEqual(poolOther(hidden, { folded, requirementsOf }, K), expected);
  });
}
