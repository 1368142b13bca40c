/** A value axis from 0: its round numbers, the room that their labels take, and both drawn. */
import { element, textAt } from './svg.ts';

/** A digit's width in a font of one pixel; other characters of numbers are narrower. */
const DIGIT_EM = 0.64;
/** Between a label and the picture. */
const GAP = 9;

export interface ValueAxis {
  /** From 0 up to the first that is at least the highest value. */
  readonly ticks: readonly number[];
  readonly top: number;
  /** Pixels, from the left of the picture to where values begin. */
  readonly width: number;
  readonly tick: (value: number) => string;
  readonly fontSize: number;
}

/** About `count` steps of 1, 2 or 5 times a power of ten. */
export function valueAxis(
  highest: number,
  { count, tick, fontSize }: { count: number; tick: (value: number) => string; fontSize: number },
): ValueAxis {
  const wanted = highest / count;
  const power = 10 ** Math.floor(Math.log10(wanted));
  // Each limit lies in the middle, as the eye sees it, between two steps.
  const factor = [Math.sqrt(50), Math.sqrt(10), Math.SQRT2].findIndex((limit) => wanted / power >= limit);
  const step = ([10, 5, 2][factor] ?? 1) * power;
  const steps = Math.ceil(highest / step - 1e-9);
  const ticks = Array.from({ length: steps + 1 }, (_, at) => Number((at * step).toPrecision(12)));
  const longest = Math.max(...ticks.map((value) => tick(value).length));
  return {
    ticks,
    top: ticks.at(-1) ?? highest,
    width: Math.ceil(longest * fontSize * DIGIT_EM) + GAP,
    tick,
    fontSize,
  };
}

/** The room for values, in pixels: the highest tick is at `top`, 0 at `bottom`. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function heightOf(value: number, { top }: ValueAxis, frame: Frame): number {
  return (value / top) * (frame.bottom - frame.top);
}

/** Lines across the picture, a label at the left of each. */
export function drawValueAxis(axis: ValueAxis, frame: Frame): string {
  const rows = axis.ticks.map((value) => ({ value, y: frame.bottom - heightOf(value, axis, frame) }));
  return [
    element(
      'g',
      { class: 'grid', stroke: 'currentColor', 'stroke-opacity': 0.15 },
      ...rows.map(({ y }) => element('line', { x1: frame.left, x2: frame.right, y1: y, y2: y })),
    ),
    element(
      'g',
      { 'text-anchor': 'end', 'font-size': axis.fontSize },
      ...rows.map(({ value, y }) => textAt({ x: frame.left - GAP, y, dy: '0.32em' }, axis.tick(value))),
    ),
  ].join('');
}

/** Labels below the picture; `isMarked`: with a short line to what each is about. */
export function drawLabels(
  labels: readonly { readonly x: number; readonly text: string }[],
  frame: Frame,
  { isMarked, fontSize }: { readonly isMarked: boolean; readonly fontSize: number },
): string {
  const below = frame.bottom + (isMarked ? GAP : GAP / 2);
  return element(
    'g',
    { 'text-anchor': 'middle', 'font-size': fontSize },
    ...labels.flatMap(({ x, text }) => [
      ...(isMarked
        ? [element('path', { d: `M${x.toFixed(2)},${frame.bottom}v4`, stroke: 'currentColor' })]
        : []),
      textAt({ x, y: below, dy: '0.71em' }, text),
    ]),
  );
}

/** The line of 0. */
export function drawGround({ left, right, bottom }: Frame, stroke = 'currentColor'): string {
  return element('line', { class: 'ground', stroke, x1: left, x2: right, y1: bottom, y2: bottom });
}
