/** A top report → a table for people, CSV for spreadsheets. */
import type { TopReport, TopRow } from '../reports/top.ts';
import { formatDays } from '../words/days.ts';
import { formatNamespace } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';
import { formatAnswer } from './answer.ts';
import { changeUnit, formatChange } from './change.ts';
import { type Field, formatCsv } from './csv.ts';
import { formatCompleteness, formatWithoutProcesses } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import type { Style } from './style.ts';
import { type Column, numbers } from './table.ts';
import { truncate, widthOf } from './text.ts';

function formatTop(report: TopReport, style: Style): string {
  const { evidence, before } = report;
  const namespaces = report.namespaces?.slice(0, namespacesThatFit(report, style));
  const columns = headedColumns(report, namespaces ?? []).filter(
    ({ heading }) => heading !== LAST_DAY || style.width >= WIDTH_OF_ALL,
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

/** Gives way first: most rows have the same. */
const LAST_DAY = 'last day';
const WIDTH_OF_ALL = 76;

/** For people, for spreadsheets, or both. */
interface TopColumn {
  readonly table?: Column<TopRow> | undefined;
  readonly csv?: Field<TopRow>;
}

const MAX_NAMESPACE_WIDTH = 14;

/** All columns of a report without namespaces side by side, in their order. */
function columnsOf(report: TopReport): readonly TopColumn[] {
  const hasShares = report.rows.some(({ share }) => share !== undefined);
  const hasSpread = report.rows.some(({ days }) => days !== undefined);
  const sideBySide = report.namespaces !== undefined;
  const when = (is: boolean, column: Column<TopRow>) => (is ? column : undefined);
  return [
    {
      table: { heading: 'package', cell: formatName, flexible: true },
      csv: { field: 'package', value: (row) => row.package },
    },
    {
      table: numbers('processes', ({ processes }) => formatCount(processes)),
      csv: { field: 'processes', value: ({ processes }) => processes },
    },
    {
      table: when(
        hasShares,
        numbers('share', ({ share, shared }) =>
          share === undefined ? '' : `${shared === undefined ? '' : '*'}${formatShare(share)}`,
        ),
      ),
      csv: { field: 'share', value: ({ share }) => share },
    },
    { csv: { field: 'shared', value: ({ shared }) => shared } },
    { table: when(report.before !== undefined && !sideBySide, numbers('change', formatChange)) },
    { csv: { field: 'processes_before', value: ({ before }) => before?.processes } },
    { csv: { field: 'share_before', value: ({ before }) => before?.share } },
    {
      table: when(
        report.directReported,
        numbers('direct', ({ direct }) => (direct === undefined ? '' : formatCount(direct))),
      ),
      csv: { field: 'direct', value: ({ direct }) => direct },
    },
    {
      table: when(
        hasSpread && !sideBySide,
        numbers('days', ({ days = 0 }) => formatCount(days)),
      ),
      csv: { field: 'days', value: ({ days }) => days },
    },
    {
      table: when(
        hasSpread && !sideBySide && report.rows.some(({ namespaces = 0 }) => namespaces > 1),
        numbers('namespaces', ({ namespaces = 0 }) => formatCount(namespaces)),
      ),
      csv: { field: 'namespaces', value: ({ namespaces }) => namespaces },
    },
    {
      table: when(!sideBySide, { heading: LAST_DAY, cell: ({ lastDay }) => lastDay }),
      csv: { field: 'last_day', value: ({ lastDay }) => lastDay },
    },
    { csv: { field: 'root', value: ({ root }) => root } },
  ];
}

/** Those of the table; `namespaces` are the ones that stand side by side. */
function headedColumns(
  report: TopReport,
  namespaces: NonNullable<TopReport['namespaces']>,
): readonly Column<TopRow>[] {
  const hasOtherRoots = report.rows.some(({ otherRoots }) => otherRoots !== undefined);
  return [
    ...columnsOf(report).flatMap(({ table }) => table ?? []),
    ...namespaces.map(({ namespace }, at) =>
      numbers(truncate(formatNamespace(namespace), MAX_NAMESPACE_WIDTH), ({ byNamespace }: TopRow) =>
        formatPart(byNamespace?.[at]),
      ),
    ),
    ...(hasOtherRoots ? [{ heading: 'also with', cell: formatOtherRoots, flexible: true }] : []),
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

interface NamespaceRow {
  readonly package: string;
  readonly namespace: string | undefined;
  readonly processes: number;
  readonly share?: number;
}

const NAMESPACE_FIELDS: readonly Field<NamespaceRow>[] = [
  { field: 'package', value: (row) => row.package },
  { field: 'namespace', value: ({ namespace }) => namespace },
  { field: 'processes', value: ({ processes }) => processes },
  { field: 'share', value: ({ share }) => share },
];

/** One line a package; side by side, a line for each package and namespace. */
function formatTopCsv(report: TopReport): string {
  const { namespaces, rows } = report;
  if (namespaces === undefined) {
    return formatCsv(
      columnsOf(report).flatMap(({ csv }) => csv ?? []),
      rows,
    );
  }
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
