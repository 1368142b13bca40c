/** The course of one package: its share by day, week or month, or its processes where there is no share. */
import { hasShares } from '../../render/trend.ts';
import type { TrendReport } from '../../reports/trend.ts';
import { formatDays } from '../../words/days.ts';
import { barsOverTime } from '../pictures/bars-over-time.ts';
import { count, many, percent, shareTick } from './format.ts';
import { type Frame, type Html, section } from './layout.ts';

/** Each bar leads to the package's page of its days; nothing where there is none. */
export function courseSection({ site, view }: Frame, report: TrendReport): Html | string {
  const { periods, step, evidence } = report;
  const [line] = report.packages;
  if (line === undefined || line.total === 0) return '';
  const hasShare = hasShares(report);
  const bars = periods.map(({ from, to, processes: all }, at) => {
    const point = line.points[at];
    const processes = point?.processes ?? 0;
    const of = all === undefined ? '' : ` of ${count(all)}`;
    return {
      from,
      to,
      value: hasShare ? (point?.share ?? 0) : processes,
      text: hasShare
        ? `${percent(point?.share)}, ${count(processes)}${of} processes`
        : many(processes, 'process', 'processes'),
      href: site.link({ ...view, period: { from, to } }),
    };
  });
  const values = bars.map(({ value }) => value);
  const show = hasShare ? percent : count;
  const picture = barsOverTime({
    bars,
    silences: [],
    tick: hasShare ? shareTick : count,
    label: `${hasShare ? 'Share of processes that import' : 'Processes that import'} ${line.package} by ${step}, ${formatDays(evidence.window)}: between ${show(Math.min(...values))} and ${show(Math.max(...values))}.`,
  });
  return section('course', `${hasShare ? 'Share of processes' : 'Processes'} by ${step}`)`${picture}`;
}
