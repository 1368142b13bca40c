/** A bar in a table's cell: its length is a share of the cell's width, its number stands beside it. */
import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';

/** `share` is 0 to 1; what is more than nothing stays visible. */
export function bar(share: number): Html {
  const width = share <= 0 ? 0 : Math.max(0.4, Math.min(100, share * 100));
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${width.toFixed(2)}" height="1"/></svg>`;
}
