/** The addresses of the dashboard: all relative and in one folder, so that it stands under any path prefix. */
import { assetAddress, readAssets } from './assets.ts';
import { type PageName, parametersOf, type Site, type View } from './pages/view.ts';

export const PAGE_PATHS: Readonly<Record<PageName, string>> = {
  overview: './',
  packages: 'packages',
  package: 'package',
  unused: 'unused',
  environment: 'environment',
  collector: 'collector',
};

export function viewAddress(view: View): string {
  const query = new URLSearchParams(parametersOf(view)).toString();
  return query === '' ? PAGE_PATHS[view.page] : `${PAGE_PATHS[view.page]}?${query}`;
}

/** `depth` is how many folders below the pages the page stands on which the links are. */
export function dashboardSite(version: string, depth = 0): Site {
  const assets = readAssets();
  const up = '../'.repeat(depth);
  return {
    link: (view) => up + viewAddress(view),
    formAction: (page) => up + PAGE_PATHS[page],
    asset: (name) => up + assetAddress(assets, name),
    apiPage: `${up}api/`,
    colophon: `popularity-contest ${version}`,
  };
}
