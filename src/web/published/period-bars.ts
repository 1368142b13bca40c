/** A bar for each period of a release, with its name below as far as there is room. */
import { axisX, axisY, barY, gridY, ruleY } from '@observablehq/plot';
import type { Html } from '../pages/layout.ts';
import { chart, type Size } from '../pictures/chart.ts';

export interface PeriodBar {
  readonly period: string;
  readonly value: number;
  /** What a pointer over the bar is told. */
  readonly title: string;
}

const NARROW: Size = { width: 330, height: 170 };
const WIDE: Size = { width: 720, height: 190 };
const CHARACTER_WIDTH = 8;
const TICK = new Intl.NumberFormat('en', { notation: 'compact' });

/** `label` is the whole picture in a sentence; `column` is as wide as the page, or beside another. */
export function periodBars(bars: readonly PeriodBar[], label: string, column: 'page' | 'side'): Html {
  const highest = Math.max(1, ...bars.map(({ value }) => value));
  const nameWidth = Math.max(...bars.map(({ period }) => period.length)) * CHARACTER_WIDTH;
  return chart(
    { wide: column === 'page' ? WIDE : NARROW, narrow: NARROW },
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
            tickFormat: (value: number) => TICK.format(value),
            fontSize: 12,
          }),
          axisX({ ticks: named.map(({ period }) => period), tickSize: 0, label: null, fontSize: 12 }),
          barY(bars, { x: 'period', y: 'value', title: 'title', className: 'bars' }),
          ruleY([0], { className: 'ground' }),
        ],
      };
    },
    label,
  );
}
