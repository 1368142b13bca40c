/**
 * A table of a page from its columns: one object a column, heading and cell together; the first one names the row.
 * Headings sort it: by links where the site answers addresses, by the script where it does not.
 */
import { html } from 'hono/html';
import { compareText } from '../../sources/source.ts';
import type { Content, Frame, Html, Place } from './layout.ts';

export interface Column<Row> {
  readonly heading: Content;
  readonly cell: (row: Row) => Content;
  readonly kind?: 'number' | 'bar' | 'day' | 'text';
  /** Left out on narrow screens. */
  readonly isWide?: boolean;
  /** The value that rows are sorted by, and its name in an address; a row without a value is last. */
  readonly by?: readonly [order: string, value: (row: Row) => number | string | undefined];
}

/** A column of numbers that sorts by them, under `order` in an address. */
export function numbers<Row, Value extends number | undefined>(
  heading: Content,
  order: string,
  value: (row: Row) => Value,
  show: (value: Value) => Content,
): Column<Row> {
  return { heading, cell: (row) => show(value(row)), by: [order, value], kind: 'number' };
}

export interface TableOptions<Row> {
  readonly className?: string;
  readonly caption?: Content;
  /** Added by the script where there are many rows: `sort`, `filter`. */
  readonly enhance?: string;
  /** Sorts the rows as the view asks, and gives other orders an address. */
  readonly frame?: Place;
  /** Of several tables on a page: the link of a heading leads back to its own. */
  readonly id?: string;
  readonly rowClass?: (row: Row) => string | undefined;
}

export function table<Row>(
  columns: readonly (Column<Row> | undefined)[],
  rows: readonly Row[],
  { className = '', caption, enhance = 'sort', rowClass, frame, id = '' }: TableOptions<Row> = {},
): Html {
  const shown = columns.filter((column) => column !== undefined);
  return html`<table${attribute('id', id)}${attribute('class', className)}${attribute('data-enhance', enhance)}>${
    caption === undefined
      ? ''
      : html`
<caption>${caption}</caption>`
  }
<thead><tr>${shown.map(
    (column) =>
      html`<th scope="col"${attribute('class', classOf(column))}${sorting(column, frame)}>${column.kind === 'bar' ? html`<span class="unseen">${column.heading}</span>` : headingLink(column, frame, id)}</th>`,
  )}</tr></thead>
<tbody>${(frame === undefined ? rows : inOrder(frame, shown, rows)).map(
    (row) => html`<tr${attribute('class', rowClass?.(row) ?? '')}>${shown.map((column, at) => {
      const { cell, by } = column;
      const value = by?.[1](row);
      const more = html`${attribute('class', classOf(column))}${typeof value === 'number' ? attribute('data-value', String(value)) : ''}`;
      return at === 0 ? html`<th scope="row"${more}>${cell(row)}</th>` : html`<td${more}>${cell(row)}</td>`;
    })}</tr>
`,
  )}</tbody></table>`;
}

/** The rows as the view asks for them; as they come where no column has that order. */
export function inOrder<Row>(
  { view }: Pick<Frame, 'view'>,
  columns: readonly (Column<Row> | undefined)[],
  rows: readonly Row[],
): readonly Row[] {
  const column = columns.find((one) => one !== undefined && isOrder(view.order, one));
  if (column?.by === undefined) return rows;
  const [order, sortedBy] = column.by;
  const sign = (firstDirection(column) === 'ascending') === (view.order === order) ? 1 : -1;
  return rows
    .map((row) => ({ row, value: sortedBy(row) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      return sign * compareValues(a.value, b.value);
    })
    .map(({ row }) => row);
}

/** A column's order in an address, and with `-` the reverse of it. */
function isOrder(order: string | undefined, { by }: Pick<Column<never>, 'by'>): boolean {
  return by !== undefined && (order === by[0] || order === `-${by[0]}`);
}

/** Large numbers and late days first, texts by the alphabet. */
function firstDirection({ kind }: Pick<Column<never>, 'kind'>): 'ascending' | 'descending' {
  return kind === 'number' || kind === 'day' ? 'descending' : 'ascending';
}

function compareValues(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
}

/** For the script, the direction of a first click; for everybody, the one at hand. */
function sorting(column: Column<never>, frame: TableOptions<never>['frame']): Content {
  if (column.by === undefined) return '';
  const first = firstDirection(column);
  const reverse = first === 'ascending' ? 'descending' : 'ascending';
  const order = frame?.view.order;
  const now = order === column.by[0] ? first : isOrder(order, column) ? reverse : '';
  return html`${attribute('data-first', first)}${attribute('aria-sort', now)}`;
}

function headingLink(
  { heading, by }: Column<never>,
  frame: TableOptions<never>['frame'],
  id: string,
): Content {
  // A site that answers no forms answers no orders.
  if (by === undefined || frame?.site.formAction === undefined) return heading;
  const { part: _, ...view } = frame.view;
  const [order] = by;
  const address = frame.site.link({ ...view, order: view.order === order ? `-${order}` : order });
  if (address === undefined) return heading;
  return html`<a class="sort" href="${address}${id === '' ? '' : `#${id}`}">${heading}</a>`;
}

const KIND_CLASS = { number: 'number', bar: 'bar-cell', day: 'day', text: 'reason' } as const;

function classOf({ kind, isWide }: Pick<Column<never>, 'kind' | 'isWide'>): string {
  return [...(kind === undefined ? [] : [KIND_CLASS[kind]]), ...(isWide ? ['wide'] : [])].join(' ');
}

function attribute(name: string, value: string): Content {
  return value === '' ? '' : html` ${name}="${value}"`;
}
