/** A picture in two sizes, one for wide and one for narrow screens: text in an SVG shrinks with it otherwise. */
import type { PlotOptions } from '@observablehq/plot';
import { html, raw } from 'hono/html';
import { drawSvg } from '../../render/plot.ts';
import type { Html } from '../pages/layout.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `plot` gives the marks for a size; the stylesheet shows the size that fits. */
export function chart(
  sizes: { readonly wide: Size; readonly narrow: Size },
  plot: (size: Size) => PlotOptions,
  label: string | undefined,
): Html {
  const draw = (size: Size) => raw(drawSvg({ ...size, ...plot(size) }, label));
  return html`<div class="chart wide">${draw(sizes.wide)}</div><div class="chart narrow">${draw(sizes.narrow)}</div>`;
}
