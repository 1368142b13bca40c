/** A trend → an SVG that stands alone as a file. */
import { axisX, axisY, dot, gridY, line, type PlotOptions, ruleY, text } from '@observablehq/plot';
import type { TrendReport } from '../reports/trend.ts';
import { printable } from '../words/names.ts';
import { valueAxisWidth } from './axis.ts';
import { drawSvg } from './plot.ts';
import { hasShares } from './trend.ts';

const WIDTH = 720;
const HEIGHT = 320;
/** As Plot draws the value axis by itself. */
const TICK_SIZE = 6;
const AXIS = { ticks: 5, tick: (value: number) => value.toLocaleString('en'), fontSize: 10 };
/** Colours that stay apart for the colour-blind (Okabe and Ito), on white. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'];

/** One line a package, named where it ends. */
export function drawTrend(report: TrendReport): string {
  const shared = hasShares(report);
  const points = report.packages.flatMap(({ package: name, points: own }) =>
    own.flatMap(({ processes, share }, at) => {
      const from = report.periods[at]?.from;
      const value = shared ? share : processes;
      return from === undefined || value === undefined
        ? []
        : [
            {
              name: printable(name),
              date: new Date(`${from}T00:00:00Z`),
              value: shared ? value * 100 : value,
            },
          ];
    }),
  );
  const ends = [...Map.groupBy(points, ({ name }) => name).values()].flatMap((own) => own.slice(-1));
  const what = shared ? 'Share of processes (%)' : 'Processes';
  const options: PlotOptions = {
    width: WIDTH,
    height: HEIGHT,
    marginLeft: TICK_SIZE + valueAxisWidth(Math.max(1, ...points.map(({ value }) => value)), AXIS),
    marginRight: 140,
    x: { type: 'utc', label: null },
    y: { zero: true, label: what },
    color: { range: COLOURS, domain: ends.map(({ name }) => name) },
    marks: [
      gridY({ stroke: '#ddd', strokeOpacity: 1 }),
      axisX({ fill: '#333' }),
      axisY({ fill: '#333' }),
      ruleY([0], { stroke: '#333' }),
      line(points, { x: 'date', y: 'value', stroke: 'name', strokeWidth: 2 }),
      dot(points, { x: 'date', y: 'value', fill: 'name', r: 2 }),
      text(ends, { x: 'date', y: 'value', text: 'name', fill: 'name', textAnchor: 'start', dx: 8 }),
    ],
  };
  const names = report.packages.map(({ package: name }) => printable(name)).join(', ');
  return drawSvg(options, `${what} by ${report.step}: ${names}`);
}
