/** The frame of every page: head, navigation, the page's content, and the promise at its foot. */
import { html } from 'hono/html';
import { type Choices, type PageName, type Site, scopeOf, type View } from './view.ts';

/** What `hono/html` makes: text in which everything interpolated has been escaped. */
export type Html = ReturnType<typeof html>;

/** What each page is drawn in: the site, the view at hand, and what can be chosen instead. */
export interface Frame {
  readonly site: Site;
  readonly view: View;
  readonly choices: Choices;
}

const NAVIGATION: readonly { readonly page: PageName; readonly text: string }[] = [
  { page: 'overview', text: 'Overview' },
  { page: 'packages', text: 'Packages' },
  { page: 'unused', text: 'Unused' },
  { page: 'environment', text: 'Environment' },
  { page: 'collector', text: 'Collector' },
];

/** The whole document around `content`; `title` names the page in the browser's tab. */
export function layout({ site, view }: Pick<Frame, 'site' | 'view'>, title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · popularity contest</title>
<link rel="stylesheet" href="${site.asset('style.css')}">
<link rel="icon" type="image/svg+xml" href="${site.asset('icon.svg')}">
<script defer src="${site.asset('comfort.js')}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="wordmark">popularity contest</p>
<nav aria-label="Pages"><ul>
${NAVIGATION.map(({ page: target, text }) => {
  const address = site.link({ page: target, ...scopeOf(view) });
  if (address === undefined) return '';
  return html`<li><a href="${address}"${target === view.page ? html` aria-current="page"` : ''}>${text}</a></li>
`;
})}</ul></nav>
</header>
<main id="content">
${content}
</main>
<footer>
<p>Days are UTC days. Nothing finer than a day is kept, and nobody is named: no user, no host, no address.</p>
<p>${site.colophon}${site.apiPage === undefined ? '' : html` · <a href="${site.apiPage}">JSON API</a>`}</p>
</footer>
</body>
</html>
`;
}
