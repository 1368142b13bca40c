/** Every namespace with its course and its last report; the silent ones first. */
import { html } from 'hono/html';
import type { NamespaceLiveness, OverviewReport } from '../../reports/overview.ts';
import { sparkline } from '../pictures/sparkline.ts';
import { count, many } from './format.ts';
import { linkTo, namespaceLabel } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { table } from './table.ts';

const MAX_ROWS_OPEN = 12;

export function namespaceTable(frame: Frame, overview: OverviewReport): Html {
  const rows = [...overview.namespaces].sort(
    (a, b) =>
      Number(b.state === 'silent') - Number(a.state === 'silent') || (b.processes ?? 0) - (a.processes ?? 0),
  );
  const open = rows.slice(0, MAX_ROWS_OPEN);
  const folded = rows.slice(MAX_ROWS_OPEN);
  return html`${rowsTable(frame, open)}${
    folded.length === 0
      ? ''
      : html`<details class="more"><summary>${folded.length} more namespaces</summary>${rowsTable(frame, folded)}</details>`
  }`;
}

function rowsTable({ site, view }: Frame, rows: readonly NamespaceLiveness[]): Html {
  return table<NamespaceLiveness>(
    [
      {
        heading: 'Namespace',
        cell: ({ namespace }) =>
          linkTo(site, { ...view, page: 'overview', namespace }, namespaceLabel(namespace)),
      },
      { heading: 'Course', cell: ({ days }) => sparkline(days), kind: 'bar', isWide: true },
      {
        heading: 'Processes',
        cell: ({ processes }) => (processes === undefined ? 'not counted' : count(processes)),
        value: ({ processes = 0 }) => processes,
        kind: 'number',
      },
      {
        heading: 'Last report',
        cell: ({ state, silentDays, lastDay }) =>
          state === 'silent' ? html`<strong>silent ${many(silentDays, 'day')}</strong>` : lastDay,
        kind: 'day',
      },
    ],
    rows,
    { className: 'namespaces', rowClass: ({ state }) => (state === 'silent' ? 'silent' : undefined) },
  );
}
