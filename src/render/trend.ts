/** A trend → a sparkline a package for the terminal, and CSV. */
import type { TrendReport } from '../reports/trend.ts';
import { formatCsv } from './csv.ts';
import { formatEvidence, formatWithoutProcesses } from './evidence.ts';
import { formatCount, formatShare } from './number.ts';
import { condense, sparkline } from './sparkline.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';
import { wrap } from './text.ts';

/** A line longer than this says no more. */
const MOST_BLOCKS = 40;

/** The line of each package: its share a period where there is one, otherwise its processes. */
export function formatTrend(report: TrendReport, style: Style): string {
  const { evidence, step, periods } = report;
  const shared = hasShares(report);
  const rows = report.packages.map(({ package: name, total, points }) => {
    const values = points.map((point) => (shared ? point.share : point.processes));
    const known = values.filter((value) => value !== undefined);
    const [first, last] = [known[0] ?? 0, known.at(-1) ?? 0];
    const format = shared ? formatShare : formatCount;
    return [name, formatCount(total), sparkline(condense(values, MOST_BLOCKS)), format(first), format(last)];
  });
  const table = formatTable(
    [
      { title: 'package', flexible: true },
      { title: 'processes', align: 'right' },
      { title: `${shared ? 'share' : 'processes'} by ${step}` },
      { title: 'first', align: 'right' },
      { title: 'last', align: 'right' },
    ],
    rows,
    style,
  );
  const period = periods.at(-1);
  const notes = [
    ...(step !== 'day' && period !== undefined ? [`The last ${step} began on ${period.from}.`] : []),
    formatWithoutProcesses(evidence),
  ].filter((note) => note !== undefined);
  return [
    `${wrap(formatEvidence(evidence), style.width)}\n\n`,
    table,
    ...(notes.length === 0 ? [] : ['\n']),
    ...notes.map((note) => `${style.dim(wrap(note, style.width))}\n`),
  ].join('');
}

/** One line a package and period. */
export function formatTrendCsv({ periods, packages }: TrendReport): string {
  const rows = packages.flatMap(({ package: name, points }) =>
    points.map(({ processes, share }, at) => [
      name,
      periods[at]?.from,
      periods[at]?.to,
      processes,
      share,
      periods[at]?.processes,
    ]),
  );
  return formatCsv(['package', 'from', 'to', 'processes', 'share', 'all_processes'], rows);
}

/** Whether the lines are of shares, or of processes where none can be given. */
export function hasShares({ packages }: TrendReport): boolean {
  return packages.some(({ points }) => points.some(({ share }) => share !== undefined));
}
