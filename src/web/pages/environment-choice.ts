/** Links to all environments; nothing where there is only one. */
import { html } from 'hono/html';
import { label } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { scopeOf } from './view.ts';

export function environmentChoice(
  { site, view }: Frame,
  environments: readonly string[],
  current: string,
): Html | string {
  if (environments.length < 2) return '';
  const rest = { ...scopeOf(view), page: view.page };
  return html`<nav aria-label="Environment"><ul class="choices">${environments.map((environment) => {
    const address = site.link({ ...rest, environment });
    return address === undefined
      ? ''
      : html`<li><a href="${address}"${environment === current ? html` aria-current="true"` : ''}>${label(environment)}</a></li>`;
  })}</ul></nav>`;
}
