/** A row's course as a small line, for tables: no axis, no label, the numbers stand in the row. */
import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';

const WIDTH = 100;
const HEIGHT = 20;
const MAX_POINTS = 60;

/** The values in order of time, from zero at the foot; many are summed to at most 60 points. */
export function sparkline(values: readonly number[]): Html {
  const points = condense(values);
  const highest = Math.max(...points) || 1;
  const step = WIDTH / Math.max(points.length - 1, 1);
  const path = points
    .map(
      (value, at) =>
        `${(at * step).toFixed(1)},${(HEIGHT - 1 - (value / highest) * (HEIGHT - 2)).toFixed(1)}`,
    )
    .join(' ');
  return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><polyline points="${path}"/></svg>`;
}

function condense(values: readonly number[]): readonly number[] {
  const size = Math.ceil(values.length / MAX_POINTS);
  if (size <= 1) return values;
  // From the end, so that the newest point is whole.
  const points: number[] = [];
  for (let end = values.length; end > 0; end -= size) {
    points.unshift(values.slice(Math.max(0, end - size), end).reduce((sum, value) => sum + value, 0));
  }
  return points;
}
