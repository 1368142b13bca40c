/** The processes of every day of a window, or of every week where days would be too thin to see. */
import type { OverviewReport } from '../../reports/overview.ts';
import { formatWhen } from '../../words/days.ts';
import { barsOverTime, type TimeBar } from '../pictures/bars-over-time.ts';
import { count, many } from './format.ts';
import type { Frame, Html } from './layout.ts';

const MAX_BARS = 200;

/** Each bar leads to the overview of its days. */
export function processesByDay({ site, view }: Frame, { days, silences, evidence }: OverviewReport): Html {
  const size = days.length > MAX_BARS ? Math.max(7, Math.ceil(days.length / MAX_BARS)) : 1;
  const bars: TimeBar[] = [];
  for (let at = 0; at < days.length; at += size) {
    const part = days.slice(at, at + size);
    const from = part[0]?.day ?? '';
    const to = part.at(-1)?.day ?? '';
    const value = part.reduce((sum, { processes }) => sum + processes, 0);
    bars.push({
      from,
      to,
      value,
      text: many(value, 'process', 'processes'),
      href: site.link({ ...view, period: { from, to } }),
    });
  }
  const each = size === 1 ? 'day' : size === 7 ? 'week' : `${size} days`;
  return barsOverTime({
    bars,
    silences: silences.filter(({ namespace }) => namespace === undefined).map(({ silent }) => silent),
    tick: count,
    label: `Processes a ${each} ${formatWhen(evidence.window)}: at most ${count(Math.max(0, ...bars.map(({ value }) => value)))}, ${many(days.filter(({ processes }) => processes === 0).length, 'day')} with none.`,
  });
}
