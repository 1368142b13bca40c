/**
 * A picture in two sizes, one for wide and one for narrow screens: text in an SVG shrinks with it otherwise. What it
 * shows stands in a table below it, for the keyboard and for screen readers; the picture itself is hidden from these.
 */
import { html, raw } from 'hono/html';
import type { Html } from '../pages/layout.ts';
import { table } from '../pages/table.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PictureText {
  /** The whole picture in a sentence. */
  readonly label: string;
  /** The table of its values; absent where one stands on the page anyway. */
  readonly values?: Html;
}

export interface NamedValue {
  readonly name: string;
  readonly href?: string | undefined;
  readonly value: number;
  /** The value in words. */
  readonly text: string;
}

/** The values of a picture, the newest first. */
export function valueTable(heading: string, values: readonly NamedValue[]): Html {
  return table<NamedValue>(
    [
      {
        heading,
        cell: ({ name, href }) => (href === undefined ? name : html`<a href="${href}">${name}</a>`),
        by: ['name', ({ name }) => name],
      },
      { heading: 'Value', cell: ({ text }) => text, by: ['value', ({ value }) => value], kind: 'number' },
    ],
    values.toReversed(),
  );
}

/** `draw` gives the picture of a size; the stylesheet shows the size that fits. */
export function chart(
  sizes: { readonly wide: Size; readonly narrow: Size },
  draw: (size: Size) => string,
  { label, values }: PictureText,
): Html {
  return html`<figure class="picture">
<figcaption class="unseen">${label}</figcaption>
<div class="chart wide">${raw(draw(sizes.wide))}</div><div class="chart narrow">${raw(draw(sizes.narrow))}</div>
${values === undefined ? '' : html`<details class="values"><summary>Its values as a table</summary>${values}</details>`}
</figure>`;
}
