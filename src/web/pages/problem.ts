/** A page for what cannot be shown: what was wrong with the address, and where to go on. */
import { html } from 'hono/html';
import { linkTo, prose } from './label.ts';
import { type Html, layout } from './layout.ts';
import { DEFAULT_PERIOD, type Site, type View } from './view.ts';

/** `name` is that of the package that was asked for, where one was. */
export function problemPage(site: Site, title: string, message: string, name?: string): Html {
  const view: View = { page: 'overview', period: DEFAULT_PERIOD };
  return layout(
    // No page of the navigation is the current one.
    { site, view: { ...view, page: 'package' } },
    title,
    html`<h1>${title}</h1>
<p class="lead"><bdi>${prose(message)}</bdi></p>
<ul class="choices">
${name === undefined || name === '' ? '' : html`<li>${linkTo(site, { ...view, page: 'packages', search: name.slice(0, 200) }, html`Packages with “<bdi>${name.slice(0, 60)}</bdi>” in the name`)}</li>`}
<li>${linkTo(site, view, 'To the overview')}</li>
</ul>`,
  );
}
