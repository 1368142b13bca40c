/** The frame of every page: head, navigation, the page's content, and the promise at its foot. */
import { html } from 'hono/html';
import { type Choices, parametersOf, type Site, scopeOf, type View } from './view.ts';

/** Made by `hono/html`: everything interpolated has been escaped. */
export type Html = ReturnType<typeof html>;

/** A page's surroundings: the site, the view at hand, and the choices there are. */
export interface Frame {
  readonly site: Site;
  readonly view: View;
  readonly choices: Choices;
  /** The files that the page offers. */
  readonly downloads: readonly { readonly download: string; readonly text: string }[];
  readonly inventoryGoesTo: InventoryTarget;
}

/** The target of `popcon inventory`: by HTTP where there is an address, or else the file. */
export interface InventoryTarget {
  readonly pushAddress: string | undefined;
  readonly ledgerPath: string;
}

/** The whole document around `content`; `title` names the page in the browser's tab. */
export function layout({ site, view }: Pick<Frame, 'site' | 'view'>, title: string, content: Html): Html {
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
<nav aria-label="Pages"><ul>
${site.navigation.map(({ page: target, text }) => {
  const address = site.link({ page: target, ...scopeOf(view) });
  if (address === undefined) return '';
  return html`<li><a href="${address}"${target === view.page ? html` aria-current="page"` : ''}>${text}</a></li>
`;
})}${
  site.links?.map(
    ({ address, text }) => html`<li><a href="${address}">${text}</a></li>
`,
  ) ?? ''
}</ul></nav>
${findForm(site, view)}
</header>
<main id="content">
${content}
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
    html`<input type="search" name="search" maxlength="200" aria-label="Name of a package, or what is imported" placeholder="numpy, sklearn">
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
