/** A trend → an SVG that stands alone as a file. */
import type { TrendReport } from '../reports/trend.ts';
import { checkedDay, dayOf } from '../series/day.ts';
import { printable } from '../words/names.ts';
import { drawGround, drawLabels, drawValueAxis, type Frame, heightOf, valueAxis } from './axis.ts';
import { dayTicks } from './day-ticks.ts';
import { element, picture, round, textAt } from './svg.ts';
import { hasShares } from './trend.ts';

const WIDTH = 720;
const HEIGHT = 320;
const FONT_SIZE = 10;
const MARGIN = { top: 30, right: 140, bottom: 30, left: 6 };
const VALUE_TICKS = 5;
const PIXELS_A_TICK = 80;
/** Colours that stay apart for the colour-blind (Okabe and Ito), on white. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'];

/** One line a package, named where it ends. */
export function drawTrend(report: TrendReport): string {
  const isShare = hasShares(report);
  const firstDays = report.periods.map(({ from }) => checkedDay(from));
  const from = firstDays[0] ?? 0;
  const to = firstDays.at(-1) ?? from;
  const lines = report.packages.map(({ package: name, points }, at) => ({
    name: printable(name),
    colour: COLOURS[at % COLOURS.length],
    points: points.flatMap(({ processes, share }, period) => {
      const value = isShare ? share && share * 100 : processes;
      return value === undefined ? [] : [{ day: firstDays[period] ?? from, value }];
    }),
  }));
  const highest = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ value }) => value))) || 1;
  const tick = (value: number) => value.toLocaleString('en');
  const axis = valueAxis(highest, { count: VALUE_TICKS, tick, fontSize: FONT_SIZE });
  const frame: Frame = {
    left: MARGIN.left + axis.width,
    right: WIDTH - MARGIN.right,
    top: MARGIN.top,
    bottom: HEIGHT - MARGIN.bottom,
  };
  const room = frame.right - frame.left;
  const placeOf = (day: number) =>
    frame.left + (to === from ? room / 2 : ((day - from) / (to - from)) * room);
  const what = isShare ? 'Share of processes (%)' : 'Processes';
  const labels = dayTicks(from, to, Math.floor(room / PIXELS_A_TICK)).map(({ at, text }) => ({
    x: placeOf(dayOf(at.getTime())),
    text,
  }));
  const names = lines.map(({ name }) => name).join(', ');
  return picture(
    { width: WIDTH, height: HEIGHT, label: `${what} by ${report.step}: ${names}` },
    textAt({ x: 4, y: 14, 'font-size': FONT_SIZE }, what),
    drawValueAxis(axis, frame),
    drawLabels(labels, frame, { isMarked: true, fontSize: FONT_SIZE }),
    drawGround(frame, '#333'),
    ...lines.map(({ name, colour, points }) =>
      drawLine(
        name,
        colour,
        points.map(({ day, value }) => ({
          x: placeOf(day),
          y: frame.bottom - heightOf(value, axis, frame),
        })),
      ),
    ),
  );
}

function drawLine(
  name: string,
  colour: string | undefined,
  points: readonly { x: number; y: number }[],
): string {
  const end = points.at(-1);
  if (end === undefined) return '';
  const path = points.map(({ x, y }) => `${round(x)},${round(y)}`).join('L');
  return element(
    'g',
    { fill: colour },
    element('path', { d: `M${path}`, fill: 'none', stroke: colour, 'stroke-width': 2 }),
    ...points.map(({ x, y }) => element('circle', { cx: x, cy: y, r: 2 })),
    textAt({ x: end.x + 8, y: end.y, dy: '0.32em', 'font-size': FONT_SIZE }, name),
  );
}
