/** Names that came from outside (packages, namespaces, environments) as HTML that no name can disturb. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';
import type { Site, View } from './view.ts';

const MAX_TITLE_CHARACTERS = 300;
/** So many letters that no line breaks between would push a table over a narrow screen. */
const LONG_WORD = /[^\s-]{12}/;

/** The name, apart from the text around it in direction, and broken anywhere where a word of it is long. */
export function label(name: string): Html {
  return html`<bdi class="${LONG_WORD.test(name) ? 'name long' : 'name'}" title="${name.slice(0, MAX_TITLE_CHARACTERS)}">${name}</bdi>`;
}

/** The namespace's name; those that report without one have a name of ours. */
export function namespaceLabel(namespace: string): Html {
  return namespace === '' ? html`<span class="quiet">no namespace</span>` : label(namespace);
}

/** The content as a link to a view, or alone where the site does not have that view. */
export function linkTo(site: Site, view: View, content: Html | string): Html {
  const address = site.link(view);
  return address === undefined ? html`${content}` : html`<a href="${address}">${content}</a>`;
}
