/** Bars over days, weeks or months, with the spans of silence marked behind them; each can lead to its own days. */
import { axisX, axisY, gridY, rect, rectY, ruleY } from '@observablehq/plot';
import { html } from 'hono/html';
import { valueAxisWidth } from '../../render/axis.ts';
import { dayTicks } from '../../render/day-ticks.ts';
import type { DayText, WindowText } from '../../reports/evidence.ts';
import { dayOf } from '../../series/day.ts';
import type { Html } from '../pages/layout.ts';
import { table } from '../pages/table.ts';
import { chart } from './chart.ts';

export interface TimeBar extends WindowText {
  readonly value: number;
  /** The value in words: `1,200 processes`. */
  readonly text: string;
  /** The page of its days. */
  readonly href?: string | undefined;
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
/** Fewer days leave room at the left, rather than be drawn as blocks. */
const LEAST_DAYS = 7;
const PIXELS_A_TICK = 80;
const SIZES = { wide: { width: 1120, height: 170 }, narrow: { width: 330, height: 180 } };

export function barsOverTime({ bars, silences, tick, label }: BarsOverTime): Html {
  const highest = Math.max(0, ...bars.map(({ value }) => value)) || 1;
  const axisWidth = valueAxisWidth(highest, { ticks: VALUE_TICKS, tick, fontSize: FONT_SIZE });
  const span = (window: WindowText) => ({ x1: startOf(window.from), x2: endOf(window.to) });
  const end = endOf(bars.at(-1)?.to ?? '');
  const start = Math.min(startOf(bars[0]?.from ?? ''), end - LEAST_DAYS * DAY_MS);
  return chart(
    SIZES,
    (size) => {
      const most = Math.max(2, Math.floor((size.width - axisWidth) / PIXELS_A_TICK));
      const ticks = dayTicks(dayOf(start), dayOf(end) - 1, most);
      const texts = new Map(ticks.map(({ at, text }) => [at.getTime(), text]));
      return {
        marginTop: 12,
        marginRight: 26,
        marginBottom: 24,
        marginLeft: Math.max(LEAST_AXIS_WIDTH, axisWidth),
        x: { type: 'utc', domain: [start, end] },
        y: { domain: [0, highest], nice: VALUE_TICKS },
        marks: [
          rect(silences.map(span), { x1: 'x1', x2: 'x2', className: 'silence' }),
          gridY({ ticks: VALUE_TICKS, className: 'grid' }),
          axisY({ ticks: VALUE_TICKS, tickSize: 0, label: null, tickFormat: tick, fontSize: FONT_SIZE }),
          axisX(
            ticks.map(({ at }) => at),
            {
              tickFormat: (at: Date) => texts.get(at.getTime()) ?? '',
              tickSize: 4,
              label: null,
              fontSize: FONT_SIZE,
            },
          ),
          rectY(
            bars.map((bar) => ({ ...bar, ...span(bar), title: `${nameOf(bar)}: ${bar.text}` })),
            { x1: 'x1', x2: 'x2', y: 'value', title: 'title', href: 'href', inset: 0.3, className: 'bars' },
          ),
          ruleY([0], { className: 'ground' }),
        ],
      };
    },
    { label, values: valueTable(bars) },
  );
}

/** The newest first. */
function valueTable(bars: readonly TimeBar[]): Html {
  return table<TimeBar>(
    [
      {
        heading: 'Days',
        cell: (bar) =>
          bar.href === undefined ? nameOf(bar) : html`<a href="${bar.href}">${nameOf(bar)}</a>`,
      },
      { heading: 'Value', cell: ({ text }) => text, value: ({ value }) => value, kind: 'number' },
    ],
    bars.toReversed(),
  );
}

function nameOf({ from, to }: WindowText): string {
  return from === to ? from : `${from} to ${to}`;
}

function startOf(day: DayText): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function endOf(day: DayText): number {
  return startOf(day) + DAY_MS;
}
