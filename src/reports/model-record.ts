/**
 * How many packages that nobody had imported were imported after all, on the made-up installations of bench/truth
 * (seeds 101 to 124): what is said while a ledger has too few cases of its own. docs/model.md has what the model
 * assumes.
 */
import type { Origin, RecordRow } from './record.ts';

export const MODEL_RECORD: readonly RecordRow[] = [
  row('first inventory', { from: 0, to: 59 }, 8579, [377, 911, 2042]),
  row('first inventory', { from: 60, to: 119 }, 9020, [285, 800, 1866]),
  row('first inventory', { from: 120, to: 239 }, 7239, [187, 477, 832]),
  row('first inventory', { from: 240, to: 392 }, 7194, [119, 300, 394]),
  row('first inventory', { from: 393, to: 547 }, 5733, [9, 25, 67]),
  row('first inventory', { from: 548, to: 729 }, 5746, [5, 20, 57]),
  row('first inventory', { from: 730 }, 4953, [0, 9, 24]),
  row('added since', { from: 0, to: 59 }, 1278, [208, 477, 1015]),
  row('added since', { from: 60, to: 119 }, 1542, [184, 503, 1171]),
  row('added since', { from: 120, to: 239 }, 1329, [142, 410, 881]),
  row('added since', { from: 240, to: 392 }, 710, [87, 241, 323]),
  row('added since', { from: 393, to: 547 }, 189, [0, 4, 27]),
  row('added since', { from: 548 }, 107, [3, 6, 15]),
];

/** @param cameBack within 30, 90 and 365 days. */
function row(
  origin: Origin,
  age: RecordRow['age'],
  cases: number,
  [in30, in90, in365]: readonly [number, number, number],
): RecordRow {
  const of = (cameBack: number) => ({ cases, cameBack });
  return { origin, age, within: { 30: of(in30), 90: of(in90), 365: of(in365) } };
}
