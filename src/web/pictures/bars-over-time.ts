/** Bars over days, weeks or months, with the spans of silence marked behind them. */
import { axisX, axisY, gridY, rect, rectY, ruleY } from '@observablehq/plot';
import { valueAxisWidth } from '../../render/axis.ts';
import type { DayText, WindowText } from '../../reports/evidence.ts';
import type { Html } from '../pages/layout.ts';
import { chart } from './chart.ts';

export interface TimeBar extends WindowText {
  readonly value: number;
  /** What a pointer over the bar is told. */
  readonly title: string;
}

export interface BarsOverTime {
  readonly bars: readonly TimeBar[];
  readonly silences: readonly WindowText[];
  /** The value axis in its unit: `1,200`, `35%`. */
  readonly tick: (value: number) => string;
  /** The whole picture in a sentence. */
  readonly label: string;
}

const DAY_MS = 86_400_000;
const VALUE_TICKS = 3;
const FONT_SIZE = 12;
/** So that pictures of small numbers, one below the other, have their days at one place. */
const LEAST_AXIS_WIDTH = 44;
const SIZES = { wide: { width: 1120, height: 170 }, narrow: { width: 330, height: 180 } };

export function barsOverTime({ bars, silences, tick, label }: BarsOverTime): Html {
  const highest = Math.max(0, ...bars.map(({ value }) => value)) || 1;
  const axisWidth = valueAxisWidth(highest, { ticks: VALUE_TICKS, tick, fontSize: FONT_SIZE });
  const span = (window: WindowText) => ({ x1: startOf(window.from), x2: endOf(window.to) });
  return chart(
    SIZES,
    (size) => ({
      marginTop: 12,
      marginRight: 8,
      marginBottom: 38,
      marginLeft: Math.max(LEAST_AXIS_WIDTH, axisWidth),
      x: { type: 'utc', domain: [startOf(bars[0]?.from ?? ''), endOf(bars.at(-1)?.to ?? '')] },
      y: { domain: [0, highest], nice: VALUE_TICKS },
      marks: [
        rect(silences.map(span), { x1: 'x1', x2: 'x2', className: 'silence' }),
        gridY({ ticks: VALUE_TICKS, className: 'grid' }),
        axisY({ ticks: VALUE_TICKS, tickSize: 0, label: null, tickFormat: tick, fontSize: FONT_SIZE }),
        axisX({ ticks: Math.round(size.width / 90), tickSize: 4, label: null, fontSize: FONT_SIZE }),
        rectY(
          bars.map((bar) => ({ ...bar, ...span(bar) })),
          { x1: 'x1', x2: 'x2', y: 'value', title: 'title', inset: 0.3, className: 'bars' },
        ),
        ruleY([0], { className: 'ground' }),
      ],
    }),
    label,
  );
}

function startOf(day: DayText): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function endOf(day: DayText): number {
  return startOf(day) + DAY_MS;
}
