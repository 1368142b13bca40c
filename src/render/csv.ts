/** Rows → CSV, quoted as in RFC 4180, lines ended by LF for the tools of a pipe, safe to open in a spreadsheet. */
import { printable } from '../words/names.ts';

export type Cell = string | number | undefined;

/** A field of every line: its name in the first one, and what a row has in it. */
export interface Field<Row> {
  readonly field: string;
  readonly value: (row: Row) => Cell;
}

/** Spreadsheets take this for a formula; a name from the network must not become one. */
const FORMULA = /^[=+\-@\t\r]/;

export function formatCsv<Row>(fields: readonly Field<Row>[], rows: Iterable<Row>): string {
  const lines = [
    fields.map(({ field }) => field),
    ...[...rows].map((row) => fields.map(({ value }) => value(row))),
  ];
  return lines.map((line) => `${line.map(formatCell).join(',')}\n`).join('');
}

function formatCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = printable(FORMULA.test(cell) ? `'${cell}` : cell);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
