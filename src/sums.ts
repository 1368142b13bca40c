/** Sums of a few numbers, or of many by what they belong to. */

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The sum of those that are known; undefined where none is. */
export function sumOfKnown(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : sum(known);
}

/** By key, the sum of what `amountOf` gives for its rows; keys in the order of their first rows. */
export function sumBy<Row, Key>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => Key,
  amountOf: (row: Row) => number,
): Map<Key, number> {
  const sums = new Map<Key, number>();
  for (const row of rows) {
    const key = keyOf(row);
    sums.set(key, (sums.get(key) ?? 0) + amountOf(row));
  }
  return sums;
}
