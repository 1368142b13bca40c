/** A top report → a table for people, CSV for spreadsheets. */
import type { TopReport, TopRow } from '../reports/top.ts';
import { type Cell, formatCsv } from './csv.ts';
import { formatEvidence, formatNamespace, formatWithoutProcesses } from './evidence.ts';
import { formatCount, formatOf, formatPoints, formatShare } from './number.ts';
import type { Style } from './style.ts';
import { type Column, formatTable } from './table.ts';
import { truncate, widthOf, wrap } from './text.ts';

export function formatTop(report: TopReport, style: Style): string {
  const { evidence, before } = report;
  const namespaces = report.namespaces?.slice(0, namespacesThatFit(report, style));
  const fields = fieldsOf(report, namespaces ?? []);
  const table = formatTable(
    fields.map(({ column }) => column),
    report.rows.map((row) => fields.map(({ cell }) => cell(row))),
    style,
  );
  const hidden = (report.namespaces?.length ?? 0) - (namespaces?.length ?? 0);
  const rest = report.packages - report.rows.length;
  const notes = [
    ...(before === undefined || namespaces !== undefined
      ? []
      : [`Change: ${changeUnit(report)} against ${before.window.from} to ${before.window.to}.`]),
    formatWithoutProcesses(evidence),
    ...(hidden > 0 ? [`${formatOf(hidden, 'more namespace')}: --csv and --json have all.`] : []),
    ...(rest > 0 ? [`${formatOf(rest, 'more package')}: --limit 0 shows all.`] : []),
  ].filter((note) => note !== undefined);
  return [
    `${wrap(formatEvidence(evidence), style.width)}\n\n`,
    table,
    ...(notes.length === 0 ? [] : ['\n']),
    ...notes.map((note) => `${style.dim(wrap(note, style.width))}\n`),
  ].join('');
}

interface Field {
  readonly column: Column;
  readonly cell: (row: TopRow) => string;
}

const MAX_NAMESPACE_WIDTH = 14;

function fieldsOf(report: TopReport, namespaces: NonNullable<TopReport['namespaces']>): Field[] {
  const number = (title: string, cell: (row: TopRow) => string): Field => ({
    column: { title, align: 'right' },
    cell,
  });
  const hasShares = report.rows.some(({ share }) => share !== undefined);
  const hasOtherRoots = report.rows.some(({ otherRoots }) => otherRoots !== undefined);
  const sideBySide = report.namespaces !== undefined;
  return [
    { column: { title: 'package', flexible: true }, cell: formatName },
    number('processes', ({ processes }) => formatCount(processes)),
    ...(hasShares ? [number('share', ({ share }) => (share === undefined ? '' : formatShare(share)))] : []),
    ...(report.before !== undefined && !sideBySide ? [number('change', formatChange)] : []),
    ...(report.directReported
      ? [number('direct', ({ direct }) => (direct === undefined ? '' : formatCount(direct)))]
      : []),
    ...(sideBySide ? [] : [{ column: { title: 'last day' }, cell: ({ lastDay }: TopRow) => lastDay }]),
    ...namespaces.map(({ namespace }, at) =>
      number(truncate(formatNamespace(namespace), MAX_NAMESPACE_WIDTH), ({ byNamespace }) =>
        formatPart(byNamespace?.[at]),
      ),
    ),
    ...(hasOtherRoots ? [{ column: { title: 'also with', flexible: true }, cell: formatOtherRoots }] : []),
  ];
}

/** A package that came along stands indented below its root. */
function formatName({ package: name, root }: TopRow): string {
  return root === undefined ? name : `  ${name}`;
}

function formatOtherRoots({ otherRoots }: TopRow): string {
  return otherRoots?.join(', ') ?? '';
}

function formatPart(part: NonNullable<TopRow['byNamespace']>[number] | undefined): string {
  if (part === undefined || part.processes === 0) return '-';
  return part.share === undefined ? formatCount(part.processes) : formatShare(part.share);
}

function formatChange({ processes, share, before }: TopRow): string {
  if (before === undefined) return '';
  if (before.processes === 0) return 'new';
  if (share !== undefined && before.share !== undefined) return formatPoints(share - before.share);
  const difference = processes - before.processes;
  return `${difference > 0 ? '+' : ''}${formatCount(difference)}`;
}

function changeUnit({ rows }: TopReport): string {
  return rows.some(({ share, before }) => share !== undefined && before?.share !== undefined)
    ? 'percentage points of the share'
    : 'processes';
}

/** How many namespaces stand side by side within the width, beside a name of a readable length. */
function namespacesThatFit(report: TopReport, style: Style): number {
  const NAME_WIDTH = 20;
  const namespaces = report.namespaces ?? [];
  const others = fieldsOf(report, []).slice(1);
  const widths = (fields: readonly Field[]) =>
    fields.map(({ column, cell }) =>
      Math.max(widthOf(column.title), ...report.rows.map((row) => widthOf(cell(row)))),
    );
  let used = NAME_WIDTH + widths(others).reduce((sum, width) => sum + width + 2, 0);
  let fitting = 0;
  for (const width of widths(fieldsOf(report, namespaces).slice(others.length + 1))) {
    used += width + 2;
    if (used > style.width) break;
    fitting += 1;
  }
  return Math.max(1, fitting);
}

/** One line a package; side by side, a line for each package and namespace. */
export function formatTopCsv(report: TopReport): string {
  const { namespaces } = report;
  if (namespaces !== undefined) {
    const rows = report.rows.flatMap(({ package: name, byNamespace = [] }) =>
      byNamespace.map(({ processes, share }, at): Cell[] => [
        name,
        namespaces[at]?.namespace,
        processes,
        share,
      ]),
    );
    return formatCsv(['package', 'namespace', 'processes', 'share'], rows);
  }
  const header = [
    'package',
    'processes',
    'share',
    'processes_before',
    'share_before',
    'direct',
    'last_day',
    'root',
  ];
  const rows = report.rows.map((row): Cell[] => [
    row.package,
    row.processes,
    row.share,
    row.before?.processes,
    row.before?.share,
    row.direct,
    row.lastDay,
    row.root,
  ]);
  return formatCsv(header, rows);
}
