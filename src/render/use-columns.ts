/** Columns of use, as packages and environments have it: one object for the table and for CSV. */
import type { DayText } from '../reports/evidence.ts';
import type { Moved } from '../reports/order.ts';
import { formatCount, formatPoints, formatShare } from '../words/number.ts';
import type { Field } from './csv.ts';
import { type Column, numbers } from './table.ts';

/** For people, for spreadsheets, or both. */
export type AnswerColumn<Row> = Partial<Column<Row> & Field<Row>>;

/** A number of each row, for both. */
export function figure<Name extends string>(name: Name, format = formatCount) {
  type Row = { readonly [Each in Name]?: number };
  const value = (row: Row) => row[name];
  const show = (number: number | undefined) => (number === undefined ? '' : format(number));
  return { ...numbers(name, (row: Row) => show(value(row))), field: name, value };
}

export const USE = {
  processes: figure('processes'),
  share: figure('share', formatShare),
  change: numbers('change', formatChange),
  before: [
    { field: 'processes_before', value: ({ before }: Moved) => before?.processes },
    { field: 'share_before', value: ({ before }: Moved) => before?.share },
  ],
  days: figure('days'),
  namespaces: figure('namespaces'),
  lastDay: {
    heading: 'last day',
    cell: ({ lastDay = '' }: { readonly lastDay?: DayText }) => lastDay,
    field: 'last_day',
    value: ({ lastDay }: { readonly lastDay?: DayText }) => lastDay,
  },
};

/** In points of the share where both have one; `new` where there was none. */
export function formatChange({ processes, share, before }: Moved): string {
  if (before === undefined) return '';
  if (before.processes === 0) return processes === 0 ? '' : 'new';
  if (share !== undefined && before.share !== undefined) return formatPoints(share - before.share);
  const difference = processes - before.processes;
  return `${difference > 0 ? '+' : ''}${formatCount(difference)}`;
}

export function changeUnit(rows: readonly Moved[]): string {
  return rows.some(({ share, before }) => share !== undefined && before?.share !== undefined)
    ? 'percentage points of the share'
    : 'processes';
}

/** The column of a table only where it says something there; its field stays. */
export function shownWhere<Row>(
  isTold: boolean,
  { field, value, ...column }: AnswerColumn<Row>,
): AnswerColumn<Row> {
  return { ...(isTold && column), ...(field !== undefined && value !== undefined && { field, value }) };
}

export function tableColumns<Row>(columns: readonly AnswerColumn<Row>[]): readonly Column<Row>[] {
  return columns.filter((one): one is Column<Row> => one.heading !== undefined);
}

export function csvFields<Row>(columns: readonly AnswerColumn<Row>[]): readonly Field<Row>[] {
  return columns.filter((one): one is Field<Row> => one.field !== undefined);
}
