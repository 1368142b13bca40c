/** A top report → a table for people, CSV for spreadsheets. */
import type { Count } from '../reports/evidence.ts';
import type { TopReport, TopRow } from '../reports/top.ts';
import { formatDays } from '../words/days.ts';
import { formatNamespace } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';
import { formatAnswer } from './answer.ts';
import { type Field, formatCsv } from './csv.ts';
import { formatCompleteness, formatWithoutProcesses } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import type { Style } from './style.ts';
import { type Column, numbers } from './table.ts';
import { truncate, widthOf } from './text.ts';
import {
  type AnswerColumn,
  changeUnit,
  csvFields,
  figure,
  shownWhere,
  tableColumns,
  USE,
} from './use-columns.ts';

function formatTop(report: TopReport, style: Style): string {
  const { evidence, before } = report;
  const namespaces = report.namespaces?.slice(0, namespacesThatFit(report, style));
  const columns = headedColumns(report, namespaces ?? []).filter(
    ({ heading }) => heading !== USE.lastDay.heading || style.width >= WIDTH_OF_ALL,
  );
  const hidden = (report.namespaces?.length ?? 0) - (namespaces?.length ?? 0);
  const rest = report.packages - report.rows.length;
  const notes = [
    before === undefined || namespaces !== undefined
      ? undefined
      : `Change: ${changeUnit(report.rows)} against ${formatDays(before.window)}.`,
    formatCompleteness(report.namespaces ?? [], evidence),
    formatWithoutProcesses(evidence),
    report.rows.some(({ shared }) => shared !== undefined)
      ? '* Of its processes in namespaces that count them alone.'
      : undefined,
    hidden > 0 ? `${formatOf(hidden, 'more namespace')}: --csv and --json have all.` : undefined,
    rest > 0 ? `${formatOf(rest, 'more package')}: --limit 0 shows all.` : undefined,
  ];
  return formatAnswer({ evidence, columns, rows: report.rows, notes }, style);
}

/** The last day gives way first: most rows have the same. */
const WIDTH_OF_ALL = 76;
const MAX_NAMESPACE_WIDTH = 14;

/** All columns of a report without namespaces side by side, in their order. */
function columnsOf(report: TopReport): readonly AnswerColumn<TopRow>[] {
  const has = (isTold: (row: TopRow) => boolean) => report.rows.some(isTold);
  const alone = report.namespaces === undefined;
  return [
    { heading: 'package', cell: formatName, flexible: true, field: 'package', value: (row) => row.package },
    USE.processes,
    shownWhere(
      has(({ share }) => share !== undefined),
      {
        ...USE.share,
        cell: (row: TopRow) => `${row.shared === undefined ? '' : '*'}${USE.share.cell(row)}`,
      },
    ),
    { field: 'shared', value: ({ shared }) => shared },
    shownWhere(alone && report.before !== undefined, USE.change),
    ...USE.before,
    shownWhere(report.directReported, figure('direct')),
    shownWhere(alone && has(({ days }) => days !== undefined), USE.days),
    shownWhere(alone && has(({ namespaces = 0 }) => namespaces > 1), USE.namespaces),
    shownWhere(alone, USE.lastDay),
    { field: 'root', value: ({ root }) => root },
  ];
}

/** Those of the table; `namespaces` are the ones that stand side by side. */
function headedColumns(
  report: TopReport,
  namespaces: NonNullable<TopReport['namespaces']>,
): readonly Column<TopRow>[] {
  return [
    ...tableColumns(columnsOf(report)),
    ...namespaces.map(({ namespace }, at) =>
      numbers(truncate(formatNamespace(namespace), MAX_NAMESPACE_WIDTH), ({ byNamespace }: TopRow) =>
        formatPart(byNamespace?.[at]),
      ),
    ),
    ...(report.rows.some(({ otherRoots }) => otherRoots !== undefined)
      ? [
          {
            heading: 'also with',
            cell: ({ otherRoots = [] }: TopRow) => otherRoots.join(', '),
            flexible: true,
          },
        ]
      : []),
  ];
}

/** A package that came along stands indented below its root. */
function formatName({ package: name, root }: TopRow): string {
  return root === undefined ? name : `  ${name}`;
}

function formatPart(part: Count | undefined): string {
  if (part === undefined || part.processes === 0) return '-';
  return part.share === undefined ? formatCount(part.processes) : formatShare(part.share);
}

/** The number of namespaces that have room beside a name of a readable length. */
function namespacesThatFit(report: TopReport, style: Style): number {
  const NAME_WIDTH = 20;
  const namespaces = report.namespaces ?? [];
  const others = headedColumns(report, []).slice(1);
  const widths = (columns: readonly Column<TopRow>[]) =>
    columns.map(({ heading, cell }) =>
      Math.max(widthOf(heading), ...report.rows.map((row) => widthOf(cell(row)))),
    );
  let used = NAME_WIDTH + widths(others).reduce((sum, width) => sum + width + 2, 0);
  let fitting = 0;
  for (const width of widths(headedColumns(report, namespaces).slice(others.length + 1))) {
    used += width + 2;
    if (used > style.width) break;
    fitting += 1;
  }
  return Math.max(1, fitting);
}

interface NamespaceRow extends Count {
  readonly package: string;
  readonly namespace: string | undefined;
}

const NAMESPACE_FIELDS: readonly Field<NamespaceRow>[] = [
  { field: 'package', value: (row) => row.package },
  { field: 'namespace', value: ({ namespace }) => namespace },
  USE.processes,
  USE.share,
];

/** One line a package; side by side, a line for each package and namespace. */
function formatTopCsv(report: TopReport): string {
  const { namespaces, rows } = report;
  if (namespaces === undefined) return formatCsv(csvFields(columnsOf(report)), rows);
  return formatCsv(
    NAMESPACE_FIELDS,
    rows.flatMap(({ package: name, byNamespace = [] }) =>
      byNamespace.map((part, at) => ({ package: name, namespace: namespaces[at]?.namespace, ...part })),
    ),
  );
}

export const TOP_FORMATS = {
  table: formatTop,
  json: formatJson,
  csv: formatTopCsv,
} satisfies Formats<TopReport>;
