/** The lines of an environment's files that ask for a distribution, with the comments people wrote there. */
import { html } from 'hono/html';
import type { WrittenReason } from '../../environment/files/reasons.ts';
import { formatAskedFor } from '../../render/asked-for.ts';
import type { Html } from './layout.ts';

export function writtenReasons(askedFor: readonly WrittenReason[] = []): Html | string {
  if (askedFor.length === 0) return '';
  return html`<ul class="quiet">${askedFor.map((one) => html`<li>${formatAskedFor(one)}</li>`)}</ul>`;
}
