/** A row of numbers as a line of blocks, from nothing to the largest of them. */

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One block a number; a space where there is none. Only 0 has the lowest block, so that little is not nothing. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const most = values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      if (value === 0 || most === 0) return BLOCKS[0];
      return BLOCKS[Math.max(1, Math.ceil((value / most) * (BLOCKS.length - 1)))];
    })
    .join('');
}

/** Joins neighbours, as means, so that at most `most` numbers are left. */
export function condense(
  values: readonly (number | undefined)[],
  most: number,
): readonly (number | undefined)[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, at) => {
    const from = Math.floor((at * values.length) / most);
    const to = Math.floor(((at + 1) * values.length) / most);
    const known = values.slice(from, to).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
