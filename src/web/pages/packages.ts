/** Packages with their share as bars: a table for the overview, and the page of all of them in parts. */
import { html } from 'hono/html';
import type { TopReport, TopRow } from '../../reports/top.ts';
import { bar } from '../pictures/bar.ts';
import { count, difference, many, percent, points } from './format.ts';
import { label, linkTo } from './label.ts';
import { type Frame, type Html, layout } from './layout.ts';
import { partOf } from './parts.ts';
import { scopeBar } from './scope.ts';
import { type PackageOrder, parametersOf, scopeOf } from './view.ts';

const ORDER_TEXT: Readonly<Record<PackageOrder, string>> = {
  processes: 'processes',
  package: 'name',
  change: 'change',
  'last-day': 'last day',
};

/** `rows` are of `top`; the bars are shares of processes, or of the largest count where there is no share. */
export function packageTable(
  { site, view }: Frame,
  top: TopReport,
  rows: readonly TopRow[],
  extent: 'brief' | 'whole',
): Html {
  const largest = Math.max(1, ...rows.map(({ processes }) => processes));
  const compared = top.before !== undefined;
  const whole = extent === 'whole';
  const hasShare = rows.some(({ share }) => share !== undefined);
  return html`<table class="packages">
<thead><tr>
<th scope="col">Package</th>
<th scope="col" class="number">${hasShare ? 'Share' : 'Processes'}</th>
<th scope="col" class="bar-cell"><span class="unseen">Bar</span></th>
${hasShare ? html`<th scope="col" class="number">Processes</th>` : ''}
${top.directReported ? html`<th scope="col" class="number">Direct</th>` : ''}
${compared ? html`<th scope="col" class="number wide">Change</th>` : ''}
${whole ? html`<th scope="col" class="wide">Last day</th>` : ''}
</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>
<th scope="row">${linkTo(site, { ...scopeOf(view), page: 'package', package: row.package }, label(row.package))}${row.root === undefined ? '' : html` <small class="quiet wide">with ${label(row.root)}</small>`}</th>
<td class="number">${hasShare ? percent(row.share) : count(row.processes)}</td>
<td class="bar-cell">${bar(hasShare ? (row.share ?? 0) : row.processes / largest)}</td>
${hasShare ? html`<td class="number">${count(row.processes)}</td>` : ''}
${top.directReported ? html`<td class="number">${row.direct === undefined ? '–' : count(row.direct)}</td>` : ''}
${compared ? html`<td class="number wide">${changeText(row)}</td>` : ''}
${whole ? html`<td class="wide day">${row.lastDay}</td>` : ''}
</tr>`,
  )}</tbody></table>`;
}

/** All packages of `top`, those that `view.search` names, in `view.order`, a part at a time. */
export function packagesPage(frame: Frame, top: TopReport): Html {
  const { site, view } = frame;
  const search = view.search?.trim().toLowerCase() ?? '';
  const found = sortRows(
    search === '' ? top.rows : top.rows.filter(({ package: name }) => name.toLowerCase().includes(search)),
    view.order ?? 'processes',
  );
  const { rows, first, links } = partOf(frame, found);
  return layout(
    frame,
    'Packages',
    html`<h1>All packages</h1>
${scopeBar(frame, top.evidence.window)}
${searchForm(frame)}
<p>${
      search === ''
        ? many(found.length, 'package')
        : html`${many(found.length, 'package')} of ${count(top.packages)} with “<bdi>${view.search ?? ''}</bdi>” in the name`
    }${rows.length < found.length ? `, ${count(first)} to ${count(first + rows.length - 1)} shown` : ''}</p>
${
  rows.length === 0
    ? html`<p>No package imported in these days has that name. ${linkTo(site, { page: 'packages', period: view.period }, 'Show all')}.</p>`
    : packageTable(frame, top, rows, 'whole')
}
${links}`,
  );
}

function searchForm({ site, view }: Frame): Html | string {
  const action = site.formAction?.('packages');
  if (action === undefined) return '';
  const kept = parametersOf({ page: 'packages', ...scopeOf(view) });
  return html`<form class="search" method="get" action="${action}" role="search">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label>Name has <input type="search" name="search" value="${view.search ?? ''}" maxlength="200"></label>
<label>Order by <select name="order">${Object.entries(ORDER_TEXT).map(
    ([order, text]) =>
      html`<option value="${order}"${order === (view.order ?? 'processes') ? html` selected` : ''}>${text}</option>`,
  )}</select></label>
<button>Show</button>
</form>`;
}

function sortRows(rows: readonly TopRow[], order: PackageOrder): readonly TopRow[] {
  const byName = (a: TopRow, b: TopRow) => (a.package < b.package ? -1 : a.package > b.package ? 1 : 0);
  switch (order) {
    case 'processes':
      return rows;
    case 'package':
      return rows.toSorted(byName);
    case 'change':
      return rows.toSorted((a, b) => Math.abs(change(b)) - Math.abs(change(a)) || byName(a, b));
    case 'last-day':
      return rows.toSorted((a, b) => (a.lastDay < b.lastDay ? 1 : a.lastDay > b.lastDay ? -1 : byName(a, b)));
  }
}

function change({ share, processes, before }: TopRow): number {
  if (before === undefined) return 0;
  return share === undefined || before.share === undefined
    ? processes - before.processes
    : share - before.share;
}

function changeText(row: TopRow): string {
  const { share, before } = row;
  if (before === undefined) return '';
  if (before.processes === 0) return 'new';
  if (share === undefined || before.share === undefined) return difference(before.processes, row.processes);
  return points(before.share, share);
}
