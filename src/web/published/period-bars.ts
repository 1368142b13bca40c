/** A bar for each period of a release, with its name below as far as there is room. */
import { axisX, axisY, barY, gridY, ruleY } from '@observablehq/plot';
import type { Html } from '../pages/layout.ts';
import { table } from '../pages/table.ts';
import { chart, type Size } from '../pictures/chart.ts';

export interface PeriodBar {
  readonly period: string;
  readonly value: number;
  /** What a pointer over the bar is told. */
  readonly title: string;
}

const NARROW: Size = { width: 330, height: 170 };
const SIDE: Size = { width: 430, height: 200 };
const WIDE: Size = { width: 1120, height: 200 };
const CHARACTER_WIDTH = 8;
const TICK = new Intl.NumberFormat('en', { notation: 'compact' });

/** `label` is the whole picture in a sentence; `column` is as wide as the page, or beside another. */
export function periodBars(
  bars: readonly PeriodBar[],
  label: string,
  { column, isShare }: { readonly column: 'page' | 'side'; readonly isShare: boolean },
): Html {
  const highest = Math.max(isShare ? 0 : 1, ...bars.map(({ value }) => value)) || 1;
  const tick = isShare ? (value: number) => `${Number((value * 100).toFixed(2))}%` : TICK.format;
  const nameWidth = Math.max(...bars.map(({ period }) => period.length)) * CHARACTER_WIDTH;
  return chart(
    { wide: column === 'page' ? WIDE : SIDE, narrow: NARROW },
    (size) => {
      const step = Math.ceil((bars.length * nameWidth) / (size.width - 60));
      // Counted from the end, so that the newest period has its name.
      const named = bars.filter((_, at) => (bars.length - 1 - at) % step === 0);
      return {
        marginTop: 12,
        marginRight: 8,
        marginBottom: 24,
        marginLeft: 44,
        x: { type: 'band', domain: bars.map(({ period }) => period), padding: 0.15 },
        y: { domain: [0, highest], nice: 3 },
        marks: [
          gridY({ ticks: 3, className: 'grid' }),
          axisY({
            ticks: 3,
            tickSize: 0,
            label: null,
            tickFormat: tick,
            fontSize: 12,
          }),
          axisX({ ticks: named.map(({ period }) => period), tickSize: 0, label: null, fontSize: 12 }),
          barY(bars, { x: 'period', y: 'value', title: 'title', className: 'bars' }),
          ruleY([0], { className: 'ground' }),
        ],
      };
    },
    // A page of one package has a table of them anyway.
    column === 'page' ? { label } : { label, values: valueTable(bars) },
  );
}

/** The newest first, in the words of the bars. */
function valueTable(bars: readonly PeriodBar[]): Html {
  return table<PeriodBar>(
    [
      { heading: 'Period', cell: ({ period }) => period },
      {
        heading: 'Value',
        cell: ({ period, title }) => title.slice(period.length + 2),
        value: ({ value }) => value,
        kind: 'number',
      },
    ],
    bars.toReversed(),
    { enhance: '' },
  );
}
