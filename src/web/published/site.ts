/**
 * A release → the files of a site that needs no server: pages, style, data. It is drawn from what is told alone,
 * with the dashboard's frame and pictures; every address in it is relative.
 */
import { MANIFEST } from '../../release/directory.ts';
import { formatDocument, type Release } from '../../release/document.ts';
import type { Asset } from '../assets.ts';
import {
  DATA_PAGE,
  FRONT_PAGE,
  namespaceFile,
  namespacesOf,
  packageFile,
  packagesOf,
  periodFile,
  siteAt,
} from './addresses.ts';
import { combinedPeriods } from './combined.ts';
import { DATA_FILES, dataPackage } from './data-files.ts';
import { dataPage } from './data-page.ts';
import { namespacePage } from './namespace-page.ts';
import { packagePage } from './package-page.ts';
import { periodPage } from './period-page.ts';

/** Path to content. `drawn` is told of each page. */
export async function drawSite(
  release: Release,
  assets: readonly Asset[],
  drawn: (pages: number, all: number) => Promise<void> = async () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const newest = release.periods.at(-1);
  if (newest === undefined) throw new RangeError('a release has at least one period');
  const combined = combinedPeriods(release);
  const [here, below] = [siteAt('', release), siteAt('../', release)];
  const files = new Map<string, string>();
  const periods = [...release.periods, ...combined];
  const packages = packagesOf(release);
  const namespaces = namespacesOf(newest);
  const pages = 2 + periods.length + packages.length + namespaces.length;
  const add = async (path: string, content: unknown) => {
    files.set(path, String(await content));
    await drawn(files.size, pages);
  };
  await add(FRONT_PAGE, periodPage(here, release, newest, combined));
  for (const period of periods) {
    await add(periodFile(period), periodPage(below, release, period, combined));
  }
  for (const name of packages) await add(packageFile(name), packagePage(below, release, name));
  for (const row of namespaces) {
    await add(namespaceFile(row.namespace), namespacePage(below, newest, row));
  }
  await add(DATA_PAGE, dataPage(here, release));
  for (const { name, content } of assets) files.set(`assets/${name}`, content);
  for (const { file, format } of DATA_FILES) files.set(file, format(release));
  files.set('datapackage.json', dataPackage(release));
  return new Map([...files, [MANIFEST, formatDocument(release, [...files.keys()].sort())]]);
}
