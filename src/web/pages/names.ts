/** Packages that are named in running text, each a link to its page. */
import { html } from 'hono/html';
import { label, linkTo } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { scopeOf } from './view.ts';

/** Package names as links. */
export function names(
  { site, view }: Pick<Frame, 'site' | 'view'>,
  all: readonly string[],
  between = ', ',
): Html {
  return html`${all.map(
    (name, at) =>
      html`${at === 0 ? '' : between}${linkTo(site, { ...scopeOf(view), page: 'package', package: name }, label(name))}`,
  )}`;
}
