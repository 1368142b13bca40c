/** Rows → CSV, quoted as in RFC 4180, lines ended by LF for the tools of a pipe, safe to open in a spreadsheet. */
import { printable } from './text.ts';

export type Cell = string | number | undefined;

/** What spreadsheets take for a formula; a name from the network must not become one. */
const FORMULA = /^[=+\-@\t\r]/;

export function formatCsv(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return [header, ...rows].map((row) => `${row.map(formatCell).join(',')}\n`).join('');
}

function formatCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = printable(FORMULA.test(cell) ? `'${cell}` : cell);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
