/** A page for what cannot be shown: what was wrong with the address, and where to go on. */
import { html } from 'hono/html';
import { linkTo } from './label.ts';
import { type Html, layout } from './layout.ts';
import { prose } from './prose.ts';
import { DEFAULT_PERIOD, type Site, type View } from './view.ts';

export function problemPage(site: Site, title: string, message: string): Html {
  const view: View = { page: 'overview', period: DEFAULT_PERIOD };
  // No page of the navigation is the current one.
  return layout(
    { site, view: { ...view, page: 'package' } },
    title,
    html`<h1>${title}</h1>
<p class="lead"><bdi>${prose(message)}</bdi></p>
<p>${linkTo(site, view, 'To the overview')}</p>`,
  );
}
