/** The addresses of the dashboard: all relative and in one folder, so that it stands under any path prefix. */
import { assetAddress, readAssets } from './assets.ts';
import { PAGES } from './pages/pages.ts';
import { type PageName, parametersOf, type Site, type View } from './pages/view.ts';

const PRODUCT = 'popularity contest';
const NAMES = Object.keys(PAGES) as PageName[];

export function viewAddress(view: View): string {
  const query = new URLSearchParams(parametersOf(view)).toString();
  return query === '' ? pageAddress(view.page) : `${pageAddress(view.page)}?${query}`;
}

export interface SiteIdentity {
  readonly version: string;
  /** Undefined: the product's name. */
  readonly title?: string | undefined;
  /** The time at which the page is made, `19:58` UTC. */
  readonly clock?: string | undefined;
  /** The Hub that it is a service of. */
  readonly hubUrl?: string | undefined;
}

/** `depth` is how many folders below the pages the page stands on which the links are. */
export function dashboardSite({ version, title, hubUrl, clock }: SiteIdentity, depth = 0): Site {
  const assets = readAssets();
  const up = '../'.repeat(depth);
  return {
    title: title ?? PRODUCT,
    ...(hubUrl === undefined ? {} : { links: [{ address: hubUrl, text: 'Back to the Hub' }] }),
    navigation: NAMES.flatMap((page) => {
      const text = PAGES[page].inNavigation;
      return text === undefined ? [] : [{ page, text }];
    }),
    link: (view) => up + viewAddress(view),
    formAction: (page) => up + pageAddress(page),
    asset: (name) => up + assetAddress(assets, name),
    apiPage: `${up}api/`,
    ...(clock === undefined ? {} : { clock }),
    colophon: `popularity-contest ${version}${clock === undefined ? '' : ` · made at ${clock} UTC`}`,
  };
}

function pageAddress(page: PageName): string {
  const { path } = PAGES[page];
  return path === '' ? './' : path;
}
