/**
 * The frame of every page: head, navigation, the page's content, its downloads, and the promise at its foot; and the
 * blocks that a content is built of.
 */
import { html } from 'hono/html';
import { type Choices, parametersOf, type Site, scopeOf, type View } from './view.ts';

/** Made by `hono/html`: everything interpolated has been escaped. */
export type Html = ReturnType<typeof html>;
export type Content = Html | string;

/** A page's surroundings: the site, the view at hand, and the choices there are. */
export interface Frame {
  readonly site: Site;
  readonly view: View;
  readonly choices: Choices;
  /** The files that the page offers. */
  readonly downloads: readonly { readonly download: string; readonly text: string }[];
  readonly inventoryGoesTo: InventoryTarget;
}

/** Where a link leads from: the site, and what is chosen. */
export type Place = Pick<Frame, 'site' | 'view'>;

/** The target of `popcon inventory`: by HTTP where there is an address, or else the file. */
export interface InventoryTarget {
  readonly pushAddress: string | undefined;
  readonly ledgerPath: string;
}

/** The whole document around `content`; `title` names the page in the browser's tab. */
export function layout(
  { site, view, downloads = [] }: Place & Partial<Pick<Frame, 'downloads'>>,
  title: string,
  content: Html,
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${site.title}</title>
<link rel="stylesheet" href="${site.asset('style.css')}">
<link rel="icon" type="image/svg+xml" href="${site.asset('icon.svg')}">
<script defer src="${site.asset('enhance.js')}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="wordmark"><bdi>${site.title}</bdi></p>
<nav aria-label="Pages">${choiceList([
    ...site.navigation.map(({ page, text }) => ({
      address: site.link({ page, ...scopeOf(view) }),
      text,
      isCurrent: page === view.page,
    })),
    ...(site.links ?? []),
  ])}</nav>
${findForm(site, view)}
</header>
<main id="content">
${content}
${downloadLinks(site, view, downloads)}
</main>
<footer>
<p>Days are UTC days. Nothing finer than a day is kept, and nobody is named: no user, no host, no address.</p>
${ownership(site)}
<p>${site.colophon}${site.apiPage === undefined ? '' : html` · <a href="${site.apiPage}">JSON API</a>`}</p>
</footer>
</body>
</html>
`;
}

function downloadLinks(site: Site, view: View, downloads: Frame['downloads']): Html | string {
  const links = downloads.flatMap(({ download, text }) => {
    const address = site.link({ ...view, download });
    return address === undefined ? [] : [html`<li><a href="${address}" download>${text}</a></li>`];
  });
  return links.length === 0
    ? ''
    : html`<nav class="downloads" aria-label="Downloads"><p>Download</p><ul class="choices">${links}</ul></nav>`;
}

/** Whose figures they are, and whom to ask about them. */
function ownership({ owner, contact }: Site): Html | string {
  if (owner === undefined && contact === undefined) return '';
  const whose = owner === undefined ? '' : html`Figures of <bdi>${owner}</bdi>. `;
  if (contact === undefined) return html`<p>${whose}</p>`;
  const address = /^https?:\/\//.test(contact)
    ? contact
    : contact.includes('@')
      ? `mailto:${contact}`
      : undefined;
  return html`<p>${whose}Questions: ${address === undefined ? html`<bdi>${contact}</bdi>` : html`<a href="${address}">${contact}</a>`}</p>`;
}

/** From every page to the packages that have a name; what is chosen stays chosen. */
function findForm(site: Site, view: View): Html | string {
  return viewForm(
    site,
    { page: 'packages', ...scopeOf(view) },
    html`<input type="search" name="search" value="${view.search ?? ''}" maxlength="200" aria-label="Name of a package, or what is imported" placeholder="numpy, sklearn">
<button>Find</button>`,
    html` class="find" role="search" aria-label="Packages"`,
  );
}

/** Asks for `view` with what its fields choose besides; nothing where the site answers no forms. */
export function viewForm(
  site: Site,
  view: View,
  fields: Html,
  attributes: Html | string = '',
): Html | string {
  const action = site.formAction?.(view.page);
  if (action === undefined) return '';
  return html`<form method="get" action="${action}"${attributes}>
${parametersOf(view).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${fields}
</form>`;
}

/** The tag of a section's content. `id` is the heading's, which names the section to screen readers and to addresses. */
export function section(id: string, heading: Content): typeof html {
  return (strings, ...values) => html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>
${html(strings, ...values)}</section>`;
}

/** Each term with what is said of it: as large figures, or as a list of facts. */
export function pairs(
  className: 'figures' | 'facts',
  rows: readonly (readonly [term: Content, said: Content] | undefined)[],
): Html {
  return html`<dl class="${className}">
${rows.map((row) =>
  row === undefined
    ? ''
    : html`<div><dt>${row[0]}</dt><dd>${row[1]}</dd></div>
`,
)}</dl>`;
}

export interface Choice {
  /** Undefined where the site does not have it: the choice is left out. */
  readonly address: string | undefined;
  readonly text: Content;
  /** It leads to where one is. */
  readonly isCurrent?: boolean;
}

/** Under a title of its own. */
export function titledChoices(title: string, choices: readonly Choice[]): Html {
  return html`<div class="choice"><span class="quiet" aria-hidden="true">${title}</span>${choiceList(choices, title)}</div>`;
}

/** @param label of the list, where nothing around it has one. */
export function choiceList(choices: readonly Choice[], label?: string): Html {
  return html`<ul class="choices"${label === undefined ? '' : html` aria-label="${label}"`}>${choices.map(
    ({ address, text, isCurrent }) =>
      address === undefined
        ? ''
        : html`<li><a href="${address}"${isCurrent ? html` aria-current="page"` : ''}>${text}</a></li>`,
  )}</ul>`;
}
