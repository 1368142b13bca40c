/** Every namespace with its course and its last report; the silent ones first. */
import { html } from 'hono/html';
import type { NamespaceLiveness, OverviewReport } from '../../reports/overview.ts';
import { sparkline } from '../pictures/sparkline.ts';
import { count, many } from './format.ts';
import { linkTo, namespaceLabel } from './label.ts';
import type { Frame, Html } from './layout.ts';

const MAX_ROWS_OPEN = 12;

export function namespaceTable(frame: Frame, overview: OverviewReport): Html {
  const rows = [...overview.namespaces].sort(
    (a, b) =>
      Number(b.state === 'silent') - Number(a.state === 'silent') || (b.processes ?? 0) - (a.processes ?? 0),
  );
  const open = rows.slice(0, MAX_ROWS_OPEN);
  const folded = rows.slice(MAX_ROWS_OPEN);
  return html`${table(frame, open)}${
    folded.length === 0
      ? ''
      : html`<details class="more"><summary>${folded.length} more namespaces</summary>${table(frame, folded)}</details>`
  }`;
}

function table({ site, view }: Frame, rows: readonly NamespaceLiveness[]): Html {
  return html`<table class="namespaces">
<thead><tr><th scope="col">Namespace</th><th scope="col" class="wide"><span class="unseen">Course</span></th><th scope="col" class="number">Processes</th><th scope="col">Last report</th></tr></thead>
<tbody>${rows.map(
    ({
      namespace,
      state,
      processes,
      lastDay,
      silentDays,
      days,
    }) => html`<tr${state === 'silent' ? html` class="silent"` : ''}>
<th scope="row">${linkTo(site, { ...view, page: 'overview', namespace }, namespaceLabel(namespace))}</th>
<td class="wide">${sparkline(days)}</td>
<td class="number">${processes === undefined ? 'not counted' : count(processes)}</td>
<td class="day">${state === 'silent' ? html`<strong>silent ${many(silentDays, 'day')}</strong>` : lastDay}</td>
</tr>`,
  )}</tbody></table>`;
}
