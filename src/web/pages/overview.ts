/** The first page: the most used packages, the largest moves, and the namespaces that have gone silent. */
import { html } from 'hono/html';
import { formatWithoutProcesses } from '../../render/evidence.ts';
import { TOP_FORMATS } from '../../render/top.ts';
import { type ChangeRow, type ChangesReport, changesReport } from '../../reports/changes.ts';
import { type OverviewReport, overviewReport } from '../../reports/overview.ts';
import type { TopReport } from '../../reports/top.ts';
import { windowBefore } from '../../series/day.ts';
import { formatDays } from '../../words/days.ts';
import { reportDownloads } from './download.ts';
import { count, difference, many, percent, points } from './format.ts';
import { linkTo, names, pageLink, prose } from './label.ts';
import { type Frame, type Html, pairs, section } from './layout.ts';
import { NAMESPACE_ORDERS, namespaceTable } from './namespaces.ts';
import { packageColumns, readTop } from './package-list.ts';
import { definePage } from './page.ts';
import { processesByDay } from './processes-by-day.ts';
import { scopeBar } from './scope.ts';
import { silenceNotice } from './silence.ts';
import { table } from './table.ts';
import { scopeOf } from './view.ts';

/** Rows of the table, and of what rose and fell each. */
const MAX_ROWS = 30;
const MAX_MOVES = 5;

interface OverviewModel {
  readonly overview: OverviewReport;
  /** All packages, most processes first; those that came along with another, as far as known, name it. */
  readonly top: TopReport;
  readonly changes: ChangesReport;
}

export const overview = definePage<OverviewModel>({
  path: '',
  inNavigation: 'Overview',
  orders: NAMESPACE_ORDERS,
  needs: 'reports',
  read: async ({ source, query, configuration }) => ({
    overview: await overviewReport(source, query, configuration.silence),
    top: await readTop(source, query),
    changes: await changesReport(source, query, windowBefore(query.window)),
  }),
  draw: drawOverview,
  downloads: reportDownloads(
    TOP_FORMATS,
    () => 'packages',
    ({ top }: OverviewModel) => top,
  ),
});

function drawOverview(frame: Frame, { overview: report, top, changes }: OverviewModel): Html {
  const { site, view } = frame;
  const { evidence } = report;
  const withoutProcesses = formatWithoutProcesses(evidence);
  const cameAlong = new Set(top.rows.filter(({ root }) => root !== undefined).map((row) => row.package));
  const rows = top.rows.filter((row) => !cameAlong.has(row.package)).slice(0, MAX_ROWS);
  return html`<h1>Which packages matter, and to how many</h1>
${scopeBar(frame, evidence.window)}
${silenceNotice(frame, report)}
${pairs('figures', [
  ['Processes', count(evidence.processes)],
  ['Packages imported', count(report.packages)],
  ['Days with reports', html`${count(evidence.daysReported)}<small> of ${count(evidence.days)}</small>`],
  ['Last report', evidence.observed?.to ?? 'none'],
])}
${section('processes', 'Processes a day')`${processesByDay(frame, report)}`}
<div class="columns">
${section('packages', `Packages by ${evidence.processes === undefined ? '' : 'share of '}processes`)`${table(
  packageColumns(frame, top, rows, { isWhole: false }),
  rows,
  {
    className: 'packages',
    enhance: '',
    // These are the first of many, so the headings lead to all of them.
    frame: { site, view: { ...scopeOf(view), page: 'packages' } },
  },
)}
${withoutProcesses === undefined ? '' : html`<p class="quiet">${withoutProcesses}</p>`}
${
  top.before === undefined
    ? ''
    : html`<p class="quiet">Change: ${top.before.processes === undefined ? 'processes' : 'percentage points'} against ${evidence.days === 1 ? 'the day' : `the ${many(evidence.days, 'day')}`} before.</p>`
}
${
  top.packages > rows.length
    ? html`<p>${linkTo(site, { ...view, page: 'packages' }, `All ${count(top.packages)} packages`)}${cameAlong.size > 0 ? ', also those that came along with another' : ''}</p>`
    : ''
}`}
<div>
${movesSection(frame, changes, cameAlong)}
${namespaceSection(frame, report)}
</div>
</div>`;
}

function namespaceSection(frame: Frame, report: OverviewReport): Html | string {
  if (report.namespaces.length < 2 && report.namespaces[0]?.namespace === '') return '';
  return section('namespaces', 'Who reports')`${namespaceTable(frame, report)}`;
}

function movesSection(
  frame: Frame,
  { before, rows: all }: ChangesReport,
  cameAlong: ReadonlySet<string>,
): Html {
  const rows = all.filter((row) => !cameAlong.has(row.package));
  const those = before.days === 1 ? 'the day before' : `the ${many(before.days, 'day')} before`;
  const earlier = prose(`${those}, ${formatDays(before.window)}`);
  const compare = pageLink(frame, { page: 'compare' }, 'Compare all');
  return section('moves', 'What rose and fell')`${
    before.daysReported === 0
      ? html`<p>Nothing was reported in ${earlier}: there is nothing to compare with yet.</p>`
      : html`<p class="quiet">By more than chance explains, against ${earlier}. ${compare}.</p>
${
  rows.length === 0
    ? html`<p>Nothing by more than chance explains.</p>`
    : html`<div class="pair">${moveList(frame, 'Rose', rows, ['rose', 'new'])}${moveList(frame, 'Fell', rows, ['fell', 'gone'])}</div>`
}`
  }`;
}

function moveList(
  { site, view }: Frame,
  title: string,
  all: readonly ChangeRow[],
  kinds: readonly ChangeRow['change'][],
): Html | string {
  const rows = all.filter(({ change }) => kinds.includes(change)).slice(0, MAX_MOVES);
  if (rows.length === 0) return '';
  return table<ChangeRow>(
    [
      { heading: 'Package', cell: (row) => names({ site, view }, [row.package]) },
      {
        heading: 'Before and now',
        cell: ({ change, before, after }) =>
          html`<span class="quiet">${change === 'new' ? 'new' : percent(before.share)} → ${change === 'gone' ? 'none' : percent(after.share)}</span>`,
        kind: 'number',
      },
      { heading: 'Points', cell: moved, kind: 'number' },
    ],
    rows,
    { className: 'moves', caption: title, enhance: '' },
  );
}

/** In percentage points, or in processes where there is no share. */
function moved({ before, after }: ChangeRow): string {
  return before.share === undefined || after.share === undefined
    ? difference(before.processes, after.processes)
    : points(before.share, after.share);
}
