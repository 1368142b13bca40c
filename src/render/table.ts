/** Rows of cells → lines of a table that keeps within a width: flexible columns give way, numbers stand to the right. */
import type { Style } from './style.ts';
import { padEnd, padStart, printable, truncate, widthOf } from './text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Cut when the line is too long; the last such column gives way first. */
  readonly flexible?: boolean;
}

const GAP = '  ';
/** A flexible column is not cut below this: a name of which less is seen is no name. */
const MIN_FLEXIBLE_WIDTH = 12;

/** The table, each line ended; without rows, nothing. Columns without a title and any cell are left out. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => row.map(printable));
  const widths = fitWidths(columns, cells, style.width);
  const line = (row: readonly string[]) =>
    columns
      .map(({ align }, at) => {
        const width = widths[at] ?? 0;
        const cell = truncate(row[at] ?? '', width);
        return align === 'right' ? padStart(cell, width) : padEnd(cell, width);
      })
      .join(GAP)
      .trimEnd();
  const head = line(columns.map(({ title }) => title));
  return [style.bold(head), ...cells.map(line)].map((text) => `${text}\n`).join('');
}

function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map(({ title }, at) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), widthOf(title)),
  );
  for (const [at, column] of [...columns.entries()].reverse()) {
    if (column.flexible !== true) continue;
    const over = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width;
    if (over > 0)
      widths[at] = Math.max(Math.min(MIN_FLEXIBLE_WIDTH, widths[at] ?? 0), (widths[at] ?? 0) - over);
  }
  return widths;
}
