/** Bars over days, weeks or months, with the spans of silence marked behind them; each can lead to its own days. */
import { valueAxis } from '../../render/axis.ts';
import { dayTicks } from '../../render/day-ticks.ts';
import type { DayText, WindowText } from '../../reports/evidence.ts';
import { dayOf } from '../../series/day.ts';
import { formatDays } from '../../words/days.ts';
import type { Html } from '../pages/layout.ts';
import { drawBars, FONT_SIZE } from './bars.ts';
import { chart, type NamedValue, valueTable } from './chart.ts';

/** `href` is the page of its days. */
export type TimeBar = WindowText & Omit<NamedValue, 'name'>;

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
/** So that pictures of small numbers, one below the other, have their days at one place. */
const LEAST_AXIS_WIDTH = 44;
/** Half of the last label. */
const RIGHT = 26;
/** Fewer days leave room at the left, rather than be drawn as blocks. */
const LEAST_DAYS = 7;
const PIXELS_A_TICK = 80;
/** Between two bars, half of it at each. */
const INSET = 0.3;
const SIZES = { wide: { width: 1120, height: 170 }, narrow: { width: 330, height: 180 } };

export function barsOverTime({ bars, silences, tick, label }: BarsOverTime): Html {
  const highest = Math.max(0, ...bars.map(({ value }) => value)) || 1;
  const axis = valueAxis(highest, { count: VALUE_TICKS, tick, fontSize: FONT_SIZE });
  const left = Math.max(LEAST_AXIS_WIDTH, axis.width);
  const end = endOf(bars.at(-1)?.to ?? '');
  const start = Math.min(startOf(bars[0]?.from ?? ''), end - LEAST_DAYS * DAY_MS);
  return chart(
    SIZES,
    (size) => {
      const room = size.width - left - RIGHT;
      const placeOf = (ms: number) => left + ((ms - start) / (end - start)) * room;
      const span = ({ from, to }: WindowText) => ({ x1: placeOf(startOf(from)), x2: placeOf(endOf(to)) });
      const ticks = dayTicks(dayOf(start), dayOf(end) - 1, Math.max(2, Math.floor(room / PIXELS_A_TICK)));
      return drawBars(size, {
        axis,
        left,
        right: RIGHT,
        bars: bars.map((bar) => {
          const { x1, x2 } = span(bar);
          const { value, href, text } = bar;
          return { x1: x1 + INSET, x2: x2 - INSET, value, href, title: `${formatDays(bar)}: ${text}` };
        }),
        labels: ticks.map(({ at, text }) => ({ x: placeOf(at.getTime()), text })),
        isMarked: true,
        silences: silences.map(span),
      });
    },
    {
      label,
      values: valueTable(
        'Days',
        bars.map((bar) => ({ ...bar, name: formatDays(bar) })),
      ),
    },
  );
}

function startOf(day: DayText): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function endOf(day: DayText): number {
  return startOf(day) + DAY_MS;
}
