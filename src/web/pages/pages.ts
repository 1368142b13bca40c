/** All pages, in the order of the navigation. */
import { collector } from './collector.ts';
import { compare } from './compare.ts';
import { environment } from './environment.ts';
import { overview } from './overview.ts';
import { packagePage } from './package.ts';
import { packages } from './packages.ts';
import type { Page } from './page.ts';
import { removals } from './removals.ts';
import { unused } from './unused.ts';
import type { PageName } from './view.ts';

export const PAGES: Readonly<Record<PageName, Page>> = {
  overview,
  packages,
  package: packagePage,
  unused,
  removals,
  environment,
  compare,
  collector,
};
