/** Rows of cells → lines of a table that keeps within a width: flexible columns give way, numbers stand to the right. */
import { printable } from '../words/names.ts';
import { formatCount } from '../words/number.ts';
import type { Style } from './style.ts';
import { padEnd, padStart, truncate, widthOf } from './text.ts';

export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
  readonly align?: 'right';
  /** Cut when the line is too long; the last such column gives way first. */
  readonly flexible?: boolean;
  /** It has names of distributions, which Markdown writes as code. */
  readonly isName?: boolean;
}

/** A column of numbers. */
export function numbers<Row>(heading: string, cell: (row: Row) => string): Column<Row> {
  return { heading, cell, align: 'right' };
}

const GAP = '  ';
/** A flexible column is not cut below this: a name of which less is seen is no name. */
const MIN_FLEXIBLE_WIDTH = 12;

/** The table, each line ended; without rows, nothing. */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => columns.map(({ cell }) => printable(cell(row))));
  const widths = fitWidths(columns, cells, style.width);
  const line = (texts: readonly string[]) =>
    columns
      .map(({ align }, at) => {
        const width = widths[at] ?? 0;
        const text = truncate(texts[at] ?? '', width);
        return align === 'right' ? padStart(text, width) : padEnd(text, width);
      })
      .join(GAP)
      .trimEnd();
  const head = line(columns.map(({ heading }) => heading));
  return [style.bold(head), ...cells.map(line)].map((text) => `${style.draw(text)}\n`).join('');
}

/** The same of the first rows, and where the others are. */
export function formatFirst<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { most, others }: { readonly most: number; readonly others: string },
  style: Style,
): string {
  const more = rows.length - most;
  const table = formatTable(columns, rows.slice(0, most), style);
  return more > 0 ? `${table}${style.dim(`${formatCount(more)} more: ${others}.`)}\n` : table;
}

function fitWidths<Row>(
  columns: readonly Column<Row>[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map(({ heading }, at) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), widthOf(heading)),
  );
  for (const [at, column] of [...columns.entries()].reverse()) {
    if (column.flexible !== true) continue;
    const over = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width;
    if (over > 0)
      widths[at] = Math.max(Math.min(MIN_FLEXIBLE_WIDTH, widths[at] ?? 0), (widths[at] ?? 0) - over);
  }
  return widths;
}
