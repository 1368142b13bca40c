/** Links to all environments; nothing where there is only one. */
import { html } from 'hono/html';
import { label } from './label.ts';
import { choiceList, type Frame, type Html } from './layout.ts';
import { scopeOf } from './view.ts';

export function environmentChoice(
  { site, view }: Frame,
  environments: readonly string[],
  current: string,
): Html | string {
  if (environments.length < 2) return '';
  const rest = { ...scopeOf(view), page: view.page };
  const choices = environments.map((environment) => ({
    address: site.link({ ...rest, environment }),
    text: label(environment),
    isCurrent: environment === current,
  }));
  return html`<nav aria-label="Environment">${choiceList(choices)}</nav>`;
}
