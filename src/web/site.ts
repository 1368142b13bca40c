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

export function dashboardSite(version: string): Site {
  const assets = readAssets();
  return {
    link: viewAddress,
    formAction: (page) => PAGE_PATHS[page],
    asset: (name) => assetAddress(assets, name),
    apiPage: 'api/',
    colophon: `popularity-contest ${version}`,
  };
}
