/** Every namespace with its course and its last report; the silent ones first. */
import { html } from 'hono/html';
import type { NamespaceLiveness, OverviewReport } from '../../reports/overview.ts';
import { sparkline } from '../pictures/sparkline.ts';
import { count, many } from './format.ts';
import { linkTo, namespaceLabel } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { type Column, inOrder, numbers, table } from './table.ts';

const MAX_ROWS_OPEN = 12;
export const NAMESPACE_ORDERS = ['namespace', 'namespace-processes', 'last-report'];

export function namespaceTable(frame: Frame, overview: OverviewReport): Html {
  const rows = [...overview.namespaces].sort(
    (a, b) =>
      Number(b.state === 'silent') - Number(a.state === 'silent') || (b.processes ?? 0) - (a.processes ?? 0),
  );
  const columns = columnsOf(frame);
  const sorted = inOrder(frame, columns, rows);
  const open = sorted.slice(0, MAX_ROWS_OPEN);
  const folded = sorted.slice(MAX_ROWS_OPEN);
  return html`${rowsTable(frame, columns, open, 'who-reports')}${
    folded.length === 0
      ? ''
      : html`<details class="more"><summary>${folded.length} more namespaces</summary>${rowsTable(frame, columns, folded, 'more-namespaces')}</details>`
  }`;
}

function rowsTable(
  frame: Frame,
  columns: readonly Column<NamespaceLiveness>[],
  rows: readonly NamespaceLiveness[],
  id: string,
): Html {
  return table(columns, rows, {
    className: 'namespaces',
    rowClass: ({ state }) => (state === 'silent' ? 'silent' : undefined),
    // Of two tables none can be sorted by itself.
    enhance: '',
    frame,
    id,
  });
}

function columnsOf({ site, view }: Frame): readonly Column<NamespaceLiveness>[] {
  return [
    {
      heading: 'Namespace',
      cell: ({ namespace }) =>
        linkTo(site, { ...view, page: 'overview', namespace }, namespaceLabel(namespace)),
      by: ['namespace', ({ namespace }) => namespace],
    },
    { heading: 'Course', cell: ({ days }) => sparkline(days), kind: 'bar', isWide: true },
    numbers(
      'Processes',
      'namespace-processes',
      ({ processes }) => processes,
      (processes) => (processes === undefined ? 'not counted' : count(processes)),
    ),
    {
      heading: 'Last report',
      cell: ({ state, silentDays, lastDay }) =>
        state === 'silent' ? html`<strong>silent ${many(silentDays, 'day')}</strong>` : lastDay,
      by: ['last-report', ({ lastDay }) => lastDay],
      kind: 'day',
    },
  ];
}
