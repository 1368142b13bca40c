/** A trend → a sparkline a package for the terminal, and CSV. */
import type { TrendLine, TrendPeriod, TrendReport } from '../reports/trend.ts';
import { formatCount, formatShare } from '../words/number.ts';
import { formatAnswer } from './answer.ts';
import { type Field, formatCsv } from './csv.ts';
import { formatCompleteness, formatWithoutProcesses } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import { condense, sparkline } from './sparkline.ts';
import type { Style } from './style.ts';
import { type Column, numbers } from './table.ts';
import { USE } from './use-columns.ts';

/** A line longer than this says no more. */
const MOST_BLOCKS = 40;

/** The line of each package: its share a period where there is one, otherwise its processes. */
function formatTrend(report: TrendReport, style: Style): string {
  const { evidence, step, periods, packages: rows } = report;
  const period = periods.at(-1);
  const notes = [
    step !== 'day' && period !== undefined ? `The last ${step} began on ${period.from}.` : undefined,
    formatCompleteness([], evidence),
    formatWithoutProcesses(evidence),
  ];
  return formatAnswer({ evidence, columns: columnsOf(report), rows, notes }, style);
}

function columnsOf(report: TrendReport): readonly Column<TrendLine>[] {
  const shared = hasShares(report);
  const valuesOf = ({ points }: TrendLine) =>
    points.map(({ share, processes }) => (shared ? share : processes));
  const format = (value = 0) => (shared ? formatShare(value) : formatCount(value));
  const known = (line: TrendLine) => valuesOf(line).filter((value) => value !== undefined);
  return [
    { heading: 'package', cell: (line) => line.package, flexible: true },
    numbers('processes', ({ total }) => formatCount(total)),
    USE.days,
    ...(report.packages.some(({ namespaces }) => namespaces > 1) ? [USE.namespaces] : []),
    {
      heading: `${shared ? 'share' : 'processes'} by ${report.step}`,
      cell: (line) => sparkline(condense(valuesOf(line), MOST_BLOCKS)),
    },
    numbers('first', (line) => format(known(line)[0])),
    numbers('last', (line) => format(known(line).at(-1))),
  ];
}

interface PointRow {
  readonly package: string;
  readonly period: TrendPeriod | undefined;
  readonly point: TrendLine['points'][number];
}

const FIELDS: readonly Field<PointRow>[] = [
  { field: 'package', value: (row) => row.package },
  { field: 'from', value: ({ period }) => period?.from },
  { field: 'to', value: ({ period }) => period?.to },
  { field: 'processes', value: ({ point }) => point.processes },
  { field: 'share', value: ({ point }) => point.share },
  { field: 'days', value: ({ point }) => point.days },
  { field: 'all_processes', value: ({ period }) => period?.processes },
  { field: 'incomplete', value: ({ period }) => period?.incomplete },
];

/** One line a package and period. */
function formatTrendCsv({ periods, packages }: TrendReport): string {
  const rows = packages.flatMap(({ package: name, points }) =>
    points.map((point, at): PointRow => ({ package: name, period: periods[at], point })),
  );
  return formatCsv(FIELDS, rows);
}

export const TREND_FORMATS = {
  table: formatTrend,
  json: formatJson,
  csv: formatTrendCsv,
} satisfies Formats<TrendReport>;

/** Else the lines are of processes. */
export function hasShares({ packages }: TrendReport): boolean {
  return packages.some(({ points }) => points.some(({ share }) => share !== undefined));
}
