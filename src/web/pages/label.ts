/** Names that came from outside (packages, namespaces, environments), links, and sentences of reports as HTML. */
import { html } from 'hono/html';
import type { Content, Html, Place } from './layout.ts';
import { type Site, scopeOf, type View } from './view.ts';

const MAX_TITLE_CHARACTERS = 300;
/** So many letters that no line breaks between would push a table over a narrow screen. */
const LONG_WORD = /[^\s-]{12}/;
const CODE_OR_DAY = /(`[^`]*`|\b\d{4}-\d\d-\d\d\b)/;

/** The name, apart from the text around it in direction, whatever it holds, and broken anywhere where a word of it is long. */
export function label(name: string): Html {
  return html`<bdi class="${LONG_WORD.test(name) ? 'name long' : 'name'}" title="${name.slice(0, MAX_TITLE_CHARACTERS)}">${name}</bdi>`;
}

/** The namespace's name; those that report without one have a name of ours. */
export function namespaceLabel(namespace: string): Html {
  return namespace === '' ? html`<span class="quiet">no namespace</span>` : label(namespace);
}

/** The content as a link to a view, or alone where the site does not have that view. */
export function linkTo(site: Site, view: View, content: Content): Html {
  const address = site.link(view);
  return address === undefined ? html`${content}` : html`<a href="${address}">${content}</a>`;
}

/** The same to another page, of the period and namespace that are chosen. */
export function pageLink(
  { site, view }: Place,
  target: Omit<View, 'period' | 'namespace'>,
  content: Content,
): Html {
  return linkTo(site, { ...scopeOf(view), ...target }, content);
}

/** Packages, each as a link to its page. */
export function names(place: Place, all: readonly string[], between = ', '): Html {
  const links = all.map((name) => pageLink(place, { page: 'package', package: name }, label(name)));
  return joined(links, between);
}

/** In running text. */
export function joined(all: readonly Content[], between = ', '): Html {
  return html`${all.map((one, at) => html`${at === 0 ? '' : between}${one}`)}`;
}

/** A sentence of a report: what stands between backticks is code, and no day is broken over two lines. */
export function prose(text: string): Html {
  return html`${text.split(CODE_OR_DAY).map((part, at) => {
    if (at % 2 === 0) return part;
    return part.startsWith('`')
      ? html`<code>${part.slice(1, -1)}</code>`
      : html`<span class="day">${part}</span>`;
  })}`;
}
