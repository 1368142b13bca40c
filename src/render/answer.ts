/** An answer of one table, for people: what it rests on, the rows, and below them what has to be said of them. */
import type { Evidence } from '../reports/evidence.ts';
import { formatEvidence } from './evidence.ts';
import type { Style } from './style.ts';
import { type Column, formatTable } from './table.ts';
import { paragraph } from './text.ts';

export interface Answer<Row> {
  readonly evidence: Evidence;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Those that are undefined are left out. */
  readonly notes: readonly (string | undefined)[];
}

export function formatAnswer<Row>({ evidence, columns, rows, notes }: Answer<Row>, style: Style): string {
  const table = formatTable(columns, rows, style);
  const said = notes.map((note) => (note === undefined ? '' : style.dim(paragraph(note, style)))).join('');
  return [paragraph(formatEvidence(evidence), style), table, said].filter((part) => part !== '').join('\n');
}
