/** A table of a page from its columns: one object a column, heading and cell together; the first one names the row. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';

type Content = Html | string;

export interface Column<Row> {
  readonly heading: Content;
  readonly cell: (row: Row) => Content;
  readonly kind?: 'number' | 'bar' | 'day' | 'text';
  /** Left out on narrow screens. */
  readonly isWide?: boolean;
  /** What a column of numbers is sorted by, where its text is no plain number. */
  readonly value?: (row: Row) => number;
  /** Which way the rows are sorted by it. */
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

export interface TableOptions<Row> {
  readonly className?: string;
  readonly caption?: Content;
  /** What the script adds where there are many rows: `sort`, `filter`. */
  readonly enhance?: string;
  readonly rowClass?: (row: Row) => string | undefined;
}

export function table<Row>(
  columns: readonly (Column<Row> | undefined)[],
  rows: readonly Row[],
  { className = '', caption, enhance = 'sort', rowClass }: TableOptions<Row> = {},
): Html {
  const shown = columns.filter((column) => column !== undefined);
  return html`<table${attribute('class', className)}${attribute('data-enhance', enhance)}>${
    caption === undefined
      ? ''
      : html`
<caption>${caption}</caption>`
  }
<thead><tr>${shown.map(
    (column) =>
      html`<th scope="col"${attribute('class', classOf(column))}${attribute('aria-sort', column.sorted ?? '')}>${column.kind === 'bar' ? html`<span class="unseen">${column.heading}</span>` : column.heading}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr${attribute('class', rowClass?.(row) ?? '')}>${shown.map((column, at) => {
      const { cell, value } = column;
      const more = html`${attribute('class', classOf(column))}${value === undefined ? '' : attribute('data-value', String(value(row)))}`;
      return at === 0 ? html`<th scope="row"${more}>${cell(row)}</th>` : html`<td${more}>${cell(row)}</td>`;
    })}</tr>
`,
  )}</tbody></table>`;
}

const KIND_CLASS = { number: 'number', bar: 'bar-cell', day: 'day', text: 'reason' } as const;

function classOf({ kind, isWide }: Pick<Column<never>, 'kind' | 'isWide'>): string {
  return [...(kind === undefined ? [] : [KIND_CLASS[kind]]), ...(isWide ? ['wide'] : [])].join(' ');
}

function attribute(name: string, value: string): Content {
  return value === '' ? '' : html` ${name}="${value}"`;
}
