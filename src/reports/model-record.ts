/**
 * What came of packages that nobody had imported, on the made-up installations of bench/truth (seeds 101 to 108):
 * what is said while a ledger has too few cases of its own. docs/model.md has what the model assumes.
 */
import type { Origin, RecordRow } from './record.ts';

export const MODEL_RECORD: readonly RecordRow[] = [
  row('first inventory', { from: 0, to: 59 }, 2462, [111, 244, 600]),
  row('first inventory', { from: 60, to: 119 }, 3166, [104, 273, 688]),
  row('first inventory', { from: 120, to: 239 }, 2250, [45, 149, 270]),
  row('first inventory', { from: 240, to: 392 }, 2578, [62, 125, 157]),
  row('first inventory', { from: 393, to: 547 }, 2268, [6, 10, 28]),
  row('first inventory', { from: 548 }, 2250, [1, 4, 17]),
  row('added since', { from: 0, to: 59 }, 495, [73, 191, 403]),
  row('added since', { from: 60, to: 119 }, 501, [68, 184, 390]),
  row('added since', { from: 120, to: 239 }, 517, [53, 163, 347]),
  row('added since', { from: 240, to: 392 }, 236, [31, 75, 103]),
  row('added since', { from: 393, to: 547 }, 65, [0, 1, 6]),
  row('added since', { from: 548 }, 38, [3, 4, 7]),
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
