/**
 * What came of packages that nobody had imported, on the made-up installations of bench/truth (seeds 101 to 108):
 * what is said while a ledger has too few cases of its own. docs/answers.md has what the model assumes.
 */
import type { Origin, RecordRow } from './record.ts';

export const MODEL_RECORD: readonly RecordRow[] = [
  row('first inventory', { from: 0, to: 59 }, 2457, [118, 255, 597]),
  row('first inventory', { from: 60, to: 119 }, 3154, [105, 271, 677]),
  row('first inventory', { from: 120, to: 239 }, 2249, [47, 147, 264]),
  row('first inventory', { from: 240, to: 392 }, 2575, [59, 122, 152]),
  row('first inventory', { from: 393 }, 2423, [4, 7, 25]),
  row('added since', { from: 0, to: 59 }, 455, [59, 171, 365]),
  row('added since', { from: 60, to: 119 }, 519, [79, 195, 411]),
  row('added since', { from: 120, to: 239 }, 545, [67, 173, 375]),
  row('added since', { from: 240, to: 392 }, 243, [35, 86, 114]),
  row('added since', { from: 393 }, 72, [1, 3, 8]),
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
