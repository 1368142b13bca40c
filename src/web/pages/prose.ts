/** A sentence of a report as HTML: what stands between backticks is code, and no day is broken over two lines. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';

const MARKED = /(`[^`]*`|\b\d{4}-\d\d-\d\d\b)/;

export function prose(text: string): Html {
  return html`${text.split(MARKED).map((part, at) => {
    if (at % 2 === 0) return part;
    return part.startsWith('`')
      ? html`<code>${part.slice(1, -1)}</code>`
      : html`<span class="day">${part}</span>`;
  })}`;
}
