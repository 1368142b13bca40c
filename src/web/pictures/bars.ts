/** Bars above a ground, values at the left, labels below: what all pictures of bars have in common. */
import {
  drawGround,
  drawLabels,
  drawValueAxis,
  type Frame,
  heightOf,
  type ValueAxis,
} from '../../render/axis.ts';
import { area, element, picture, type Told } from '../../render/svg.ts';
import type { Size } from './chart.ts';

export const FONT_SIZE = 12;
const TOP = 12;
const BOTTOM = 24;

interface Span {
  readonly x1: number;
  readonly x2: number;
}

export interface Bars {
  readonly axis: ValueAxis;
  readonly left: number;
  /** Kept free at the right. */
  readonly right: number;
  /** From where to where `left` and `right` leave room, in pixels. */
  readonly bars: readonly (Span & Told & { readonly value: number; readonly class?: string | undefined })[];
  readonly labels: readonly { readonly x: number; readonly text: string }[];
  /** Labels name places on the axis rather than bars. */
  readonly isMarked: boolean;
  readonly silences?: readonly Span[];
}

export function drawBars(
  size: Size,
  { axis, left, right, bars, labels, isMarked, silences = [] }: Bars,
): string {
  const frame: Frame = { left, right: size.width - right, top: TOP, bottom: size.height - BOTTOM };
  return picture(
    size,
    element(
      'g',
      { class: 'silence' },
      ...silences.map(({ x1, x2 }) =>
        element('rect', { x: x1, y: frame.top, width: x2 - x1, height: frame.bottom - frame.top }),
      ),
    ),
    drawValueAxis(axis, frame),
    drawLabels(labels, frame, { isMarked, fontSize: FONT_SIZE }),
    element(
      'g',
      { class: 'bars' },
      ...bars.map(({ x1, x2, value, class: kind, ...told }) => {
        const height = heightOf(value, axis, frame);
        return area(
          { x: x1, y: frame.bottom - height, width: Math.max(0, x2 - x1), height, class: kind },
          told,
        );
      }),
    ),
    drawGround(frame),
  );
}
