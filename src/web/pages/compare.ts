/** Two periods, or two namespaces, side by side: the share of each package here and there. */
import { html } from 'hono/html';
import { z } from 'zod';
import { type Field, formatCsv } from '../../render/csv.ts';
import { formatJson } from '../../render/format.ts';
import { unknownNamespace } from '../../reports/nearest.ts';
import { type TopReport, type TopRow, topReport } from '../../reports/top.ts';
import { parseDay, windowBefore } from '../../series/day.ts';
import type { Query } from '../../sources/source.ts';
import { formatWhen } from '../../words/days.ts';
import { bar } from '../pictures/bar.ts';
import { packageColumn } from './columns.ts';
import { reportDownloads } from './download.ts';
import { count, difference, many, percent, points } from './format.ts';
import { namespaceLabel, prose } from './label.ts';
import { type Frame, type Html, pairs, viewForm } from './layout.ts';
import { type Asked, dayParameter, definePage, MAX_NAME_CHARACTERS } from './page.ts';
import { partOf, partParameter } from './parts.ts';
import { scopeBar } from './scope.ts';
import { type Column, inOrder, table } from './table.ts';
import { scopeOf } from './view.ts';

interface Row {
  readonly package: string;
  readonly here: TopRow | undefined;
  readonly there: TopRow | undefined;
}

interface CompareModel {
  readonly here: TopReport;
  readonly there: TopReport;
  /** The largest difference first. */
  readonly rows: readonly Row[];
}

export const compare = definePage<CompareModel>({
  path: 'compare',
  inNavigation: 'Compare',
  parameters: {
    'with-from': dayParameter.optional(),
    'with-to': dayParameter.optional(),
    'with-namespace': z.string().max(MAX_NAME_CHARACTERS).optional(),
    part: partParameter,
  },
  orders: ['package', 'here', 'there', 'difference'],
  needs: 'reports',
  read: readCompared,
  draw: drawCompared,
  downloads: reportDownloads(
    {
      csv: ({ rows }: CompareModel) => formatCsv(FIELDS, rows),
      json: ({ here, there }) => formatJson({ report: 'compare', here, there }),
    },
    () => 'compare',
    (model: CompareModel) => model,
  ),
});

/** Without a choice, the period before, in the same namespace. */
async function readCompared({ source, query, view, spans }: Asked): Promise<CompareModel> {
  const namespace = view['with-namespace'];
  const known = spans.map((span) => span.namespace);
  if (namespace !== undefined && !known.includes(namespace)) {
    throw unknownNamespace(namespace, known);
  }
  const [from, to] = [parseDay(view['with-from'] ?? ''), parseDay(view['with-to'] ?? '')];
  const chosen = from === undefined || to === undefined || from > to ? undefined : { from, to };
  const sameDays = namespace !== undefined && namespace !== view.namespace;
  const other: Query = {
    ...query,
    window: chosen ?? (sameDays ? query.window : windowBefore(query.window)),
    ...(namespace === undefined ? {} : { namespaces: [namespace] }),
  };
  const here = await topReport(source, query);
  const there = await topReport(source, other);
  const mine = new Map(here.rows.map((row) => [row.package, row]));
  const theirs = new Map(there.rows.map((row) => [row.package, row]));
  const rows = [...new Set([...mine.keys(), ...theirs.keys()])].map(
    (name): Row => ({ package: name, here: mine.get(name), there: theirs.get(name) }),
  );
  return { here, there, rows: rows.toSorted((a, b) => Math.abs(moveOf(b)) - Math.abs(moveOf(a))) };
}

/** Of shares, or of processes where there is none. */
function moveOf({ here, there }: Row): number {
  return here?.share === undefined && there?.share === undefined
    ? (here?.processes ?? 0) - (there?.processes ?? 0)
    : (here?.share ?? 0) - (there?.share ?? 0);
}

const FIELDS: readonly Field<Row>[] = [
  { field: 'package', value: (row) => row.package },
  { field: 'processes', value: ({ here }) => here?.processes ?? 0 },
  { field: 'share', value: ({ here }) => here?.share },
  { field: 'processes_there', value: ({ there }) => there?.processes ?? 0 },
  { field: 'share_there', value: ({ there }) => there?.share },
];

function drawCompared(frame: Frame, { here, there, rows }: CompareModel): Html {
  const columns = comparedColumns(frame, here, there);
  const list = partOf(frame, inOrder(frame, columns, rows));
  return html`<h1>Two sides by side</h1>
${scopeBar(frame, here.evidence.window)}
${otherForm(frame, there)}
${pairs('facts', [
  [nameOf(here, there, 'This period'), basisOf(here)],
  [nameOf(there, here, 'Other period'), basisOf(there)],
])}
${
  [here, there].some(({ evidence }) => evidence.daysReported === 0)
    ? html`<p class="notice" role="note">One side has no reports, so the differences say nothing.</p>`
    : ''
}
<p>${many(rows.length, 'package')}${frame.view.order === undefined ? ', the largest difference first' : ''}.</p>
${table(columns, list.rows, { className: 'packages', enhance: list.isWhole ? 'sort filter' : 'filter', frame })}
${list.links}`;
}

function comparedColumns(
  frame: Frame,
  here: TopReport,
  there: TopReport,
): readonly (Column<Row> | undefined)[] {
  const hasShares = here.evidence.processes !== undefined && there.evidence.processes !== undefined;
  const useIn = (row: TopRow | undefined) => (hasShares ? row?.share : row?.processes) ?? 0;
  const show = (row: TopRow | undefined) =>
    row === undefined ? 'none' : hasShares ? percent(row.share) : count(row.processes);
  const most = Math.max(1, ...[...here.rows, ...there.rows].map(({ processes }) => processes));
  const columnsOf = (side: 'here' | 'there', heading: Html | string): readonly Column<Row>[] => [
    { heading, cell: (row) => show(row[side]), by: [side, (row) => useIn(row[side])], kind: 'number' },
    {
      heading: 'Bar',
      cell: (row) => bar(useIn(row[side]) / (hasShares ? 1 : most)),
      kind: 'bar',
      isWide: true,
    },
  ];
  return [
    packageColumn(frame, (row) => row.package),
    ...columnsOf('here', nameOf(here, there, 'This period')),
    ...columnsOf('there', nameOf(there, here, 'Other period')),
    {
      heading: hasShares ? 'Points' : 'Difference',
      cell: (row) => (hasShares ? points : difference)(useIn(row.there), useIn(row.here)),
      by: ['difference', moveOf],
      kind: 'number',
    },
  ];
}

function basisOf({ evidence: { processes, window, days, daysReported } }: TopReport): Html {
  const what = processes === undefined ? 'Imports' : many(processes, 'process', 'processes');
  return prose(`${what} ${formatWhen(window)}, reported on ${count(daysReported)} of ${many(days, 'day')}`);
}

/** By what differs from the other side: the namespace, or else the days. */
function nameOf({ evidence }: TopReport, other: TopReport, days: string): Html | string {
  const [namespace] = evidence.namespaces ?? [];
  const [otherNamespace] = other.evidence.namespaces ?? [];
  if (namespace === otherNamespace) return days;
  return namespace === undefined ? 'All together' : namespaceLabel(namespace);
}

/** Chooses the other side; its days are filled in. */
function otherForm({ site, view, choices }: Frame, { evidence }: TopReport): Html | string {
  const { from, to } = evidence.window;
  return viewForm(
    site,
    { page: 'compare', ...scopeOf(view) },
    html`<span>With</span>
<label>from <input type="date" name="with-from" value="${from}"></label>
<label>to <input type="date" name="with-to" value="${to}"></label>
${
  choices.namespaces.length < 2
    ? ''
    : html`<label>in <select name="with-namespace"><option value="">the same</option>${choices.namespaces
        .filter((namespace) => namespace !== '')
        .map(
          (namespace) =>
            html`<option${namespace === view['with-namespace'] ? html` selected` : ''}>${namespace}</option>`,
        )}</select></label>`
}
<button>Compare</button>`,
    html` aria-label="The other side"`,
  );
}
