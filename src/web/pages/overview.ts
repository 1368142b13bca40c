/** Who imports what, how it moves, and whether everybody still reports: the page one opens. */
import { html } from 'hono/html';
import { formatWithoutProcesses } from '../../render/evidence.ts';
import type { ChangeRow, ChangesReport } from '../../reports/changes.ts';
import type { OverviewReport } from '../../reports/overview.ts';
import type { TopReport } from '../../reports/top.ts';
import { count, difference, many, percent, points } from './format.ts';
import { label, linkTo } from './label.ts';
import { type Frame, type Html, layout } from './layout.ts';
import { namespaceTable } from './namespaces.ts';
import { packageTable } from './packages.ts';
import { processesByDay } from './processes-by-day.ts';
import { scopeBar } from './scope.ts';
import { silenceNotice } from './silence.ts';
import { scopeOf } from './view.ts';

/** Rows of the table, and of what rose and fell each. */
const MAX_ROWS = 30;
const MAX_MOVES = 5;

export interface OverviewModel {
  readonly overview: OverviewReport;
  /** All packages, most processes first; those that came along with another, as far as known, name it. */
  readonly top: TopReport;
  readonly changes: ChangesReport;
}

export function overviewPage(frame: Frame, { overview, top, changes }: OverviewModel): Html {
  const { site, view } = frame;
  const { evidence } = overview;
  const withoutProcesses = formatWithoutProcesses(evidence);
  const cameAlong = new Set(top.rows.filter(({ root }) => root !== undefined).map((row) => row.package));
  const rows = top.rows.filter((row) => !cameAlong.has(row.package)).slice(0, MAX_ROWS);
  return layout(
    frame,
    'Overview',
    html`<h1>Which packages matter, and to how many</h1>
${scopeBar(frame, evidence.window)}
${silenceNotice(frame, overview)}
<dl class="figures">
<div><dt>Processes</dt><dd>${evidence.processes === undefined ? '–' : count(evidence.processes)}</dd></div>
<div><dt>Packages imported</dt><dd>${count(overview.packages)}</dd></div>
<div><dt>Days with reports</dt><dd>${count(evidence.daysReported)}<small> of ${count(evidence.days)}</small></dd></div>
<div><dt>Last report</dt><dd>${evidence.observed?.to ?? 'none'}</dd></div>
</dl>
<section aria-labelledby="processes">
<h2 id="processes">Processes a day</h2>
${processesByDay(overview)}
</section>
<div class="columns">
<section class="main-column" aria-labelledby="packages">
<h2 id="packages">Packages by ${evidence.processes === undefined ? '' : 'share of '}processes</h2>
${packageTable(frame, top, rows, 'brief')}
${withoutProcesses === undefined ? '' : html`<p class="quiet">${withoutProcesses}</p>`}
${
  top.before === undefined
    ? ''
    : html`<p class="quiet">Change: ${top.before.processes === undefined ? 'processes' : 'percentage points'} against the ${many(evidence.days, 'day')} before.</p>`
}
${
  top.packages > rows.length
    ? html`<p>${linkTo(site, { ...view, page: 'packages' }, `All ${count(top.packages)} packages`)}${cameAlong.size > 0 ? ', also those that came along with another' : ''}</p>`
    : ''
}
</section>
<div class="side-column">
${movesSection(frame, changes, cameAlong)}
${namespaceSection(frame, overview)}
</div>
</div>`,
  );
}

function namespaceSection(frame: Frame, overview: OverviewReport): Html | string {
  if (overview.namespaces.length < 2 && overview.namespaces[0]?.namespace === '') return '';
  return html`<section aria-labelledby="namespaces">
<h2 id="namespaces">Who reports</h2>
${namespaceTable(frame, overview)}
</section>`;
}

function movesSection(frame: Frame, changes: ChangesReport, cameAlong: ReadonlySet<string>): Html {
  const rows = changes.rows.filter((row) => !cameAlong.has(row.package) && moved(row) !== '0.0');
  const { window } = changes.before;
  return html`<section aria-labelledby="moves">
<h2 id="moves">What rose and fell</h2>
<p class="quiet">Against the ${many(changes.before.days, 'day')} before: <span class="day">${window.from}</span> to <span class="day">${window.to}</span>.</p>
${
  changes.before.daysReported === 0
    ? html`<p>Nothing was reported in them, so there is nothing to compare with yet.</p>`
    : html`<div class="pair">${moveList(frame, 'Rose', rows, ['rose', 'new'])}${moveList(frame, 'Fell', rows, ['fell', 'gone'])}</div>`
}
</section>`;
}

function moveList(
  { site, view }: Frame,
  title: string,
  all: readonly ChangeRow[],
  kinds: readonly ChangeRow['change'][],
): Html {
  const rows = all.filter(({ change }) => kinds.includes(change)).slice(0, MAX_MOVES);
  return html`<table class="moves"><caption>${title}</caption>
<thead class="unseen"><tr><th scope="col">Package</th><th scope="col">Share before and now</th><th scope="col">Percentage points</th></tr></thead>
<tbody>${rows.length === 0 ? html`<tr><td colspan="3" class="quiet">none</td></tr>` : ''}${rows.map(
    (row) => html`<tr>
<th scope="row">${linkTo(site, { ...scopeOf(view), page: 'package', package: row.package }, label(row.package))}</th>
<td class="number quiet">${row.change === 'new' ? 'new' : percent(row.before.share)} → ${row.change === 'gone' ? 'none' : percent(row.after.share)}</td>
<td class="number">${moved(row)}</td></tr>`,
  )}</tbody></table>`;
}

/** In percentage points, or in processes where there is no share. */
function moved({ before, after }: ChangeRow): string {
  return before.share === undefined || after.share === undefined
    ? difference(before.processes, after.processes)
    : points(before.share, after.share);
}
