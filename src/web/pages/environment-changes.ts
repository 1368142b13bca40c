/** What was added, removed and updated between two inventories of an environment, and the days to choose from. */
import { html } from 'hono/html';
import { compareInventories } from '../../environment/difference.ts';
import type { Inventory } from '../../environment/inventory.ts';
import { packageColumn } from './columns.ts';
import type { ComparedInventories } from './environment-reading.ts';
import { count, size } from './format.ts';
import { prose } from './label.ts';
import { type Frame, type Html, section, viewForm } from './layout.ts';
import { numbers, table } from './table.ts';
import { scopeOf } from './view.ts';

/** Rows of a comparison, and those up to which it stands open. */
const MAX_CHANGES = 600;
const MAX_CHANGES_OPEN = 20;

export function changesSection(frame: Frame, compared: ComparedInventories): Html {
  const { days, inventory, before } = compared;
  return section('changes', 'What changed')`${
    days.length < 2
      ? html`<p>It was recorded on one day only, ${prose(inventory.day)}. Record it again after a change, or once a day, to compare.</p>`
      : html`${dayForm(frame, compared)}
${before === undefined ? '' : differences(frame, before, inventory)}`
  }`;
}

function dayForm({ site, view }: Frame, { days, inventory, before }: ComparedInventories): Html | string {
  const options = (chosen: string | undefined) =>
    days.map((day) => html`<option${day === chosen ? html` selected` : ''}>${day}</option>`);
  return viewForm(
    site,
    { page: 'environment', ...scopeOf(view), environment: inventory.environment },
    html`<label>From <select name="before">${options(before?.day)}</select></label>
<label>to <select name="day">${options(inventory.day)}</select></label>
<button>Compare</button>`,
  );
}

function differences(frame: Frame, before: Inventory, after: Inventory): Html {
  const { added, removed, changed, bytes } = compareInventories(before, after);
  if (added.length + removed.length + changed.length === 0) {
    return html`<p>Nothing was added, removed or updated between ${prose(before.day)} and ${prose(after.day)}.</p>`;
  }
  const rows = [
    ...added.map((one) => ({ ...one, what: 'added', from: '', to: one.version })),
    ...removed.map((one) => ({ ...one, what: 'removed', from: one.version, to: '' })),
    ...changed.map((one) => ({
      ...one.after,
      what: 'updated',
      from: one.before.version,
      to: one.after.version,
    })),
  ];
  const shown = rows.slice(0, MAX_CHANGES);
  return html`<p>${count(added.length)} added, ${count(removed.length)} removed, ${count(changed.length)} updated${bytes === undefined ? '' : `; disk ${bytes < 0 ? '−' : '+'}${size(Math.abs(bytes))}`}.</p>
<details${rows.length <= MAX_CHANGES_OPEN ? html` open` : ''}><summary>Show them</summary>
${table<(typeof rows)[number]>(
  [
    packageColumn(frame, ({ name }) => name),
    { heading: 'What', cell: ({ what }) => what, by: ['what', ({ what }) => what] },
    { heading: 'From', cell: ({ from = '' }) => from },
    { heading: 'To', cell: ({ to = '' }) => to },
    numbers('Disk', 'disk', ({ bytes }) => bytes, size),
  ],
  shown,
  { enhance: rows.length > shown.length ? 'filter' : 'sort filter', frame, id: 'changed' },
)}
${rows.length > shown.length ? html`<p>and ${count(rows.length - shown.length)} more</p>` : ''}</details>`;
}
