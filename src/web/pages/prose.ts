/** A sentence of a report as HTML: what stands between backticks is code. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';

export function prose(text: string): Html {
  return html`${text.split('`').map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}
