/**
 * A release → the files of a site that needs no server: pages, style, data. It is drawn from what is told alone,
 * with the dashboard's frame and pictures; every address in it is relative.
 */
import { createHash } from 'node:crypto';
import { MANIFEST } from '../../release/directory.ts';
import { formatDocument, type Release } from '../../release/document.ts';
import type { Asset } from '../assets.ts';
import type { Site } from '../pages/view.ts';
import { frontPage } from './front-page.ts';
import { packagePage } from './package-page.ts';
import { packagesCsv, processesCsv } from './tables.ts';

const DATA = [
  { file: 'packages.csv', holds: 'processes by package, namespace and period', format: packagesCsv },
  { file: 'processes.csv', holds: 'all processes by namespace and period', format: processesCsv },
] as const;

/** Path to content. */
export async function drawSite(
  release: Release,
  assets: readonly Asset[],
): Promise<ReadonlyMap<string, string>> {
  const newest = release.periods.at(-1);
  if (newest === undefined) throw new RangeError('a release has at least one period');
  const downloads = [...DATA, { file: MANIFEST, holds: 'all of it as JSON, with what was done to it' }];
  const files = new Map<string, string>();
  files.set('index.html', String(await frontPage(siteAt('', release), release, newest, downloads)));
  const below = siteAt('../', release);
  for (const name of namesOf(release)) {
    files.set(pageFile(name), String(await packagePage(below, release, name)));
  }
  for (const { name, content } of assets) files.set(`assets/${name}`, content);
  for (const { file, format } of DATA) files.set(file, format(release));
  return new Map([...files, [MANIFEST, formatDocument(release, [...files.keys()].sort())]]);
}

/** The site as seen from a page: `root` leads from its folder to the front page's. */
function siteAt(root: string, release: Release): Site {
  const known = new Set(namesOf(release));
  return {
    link: ({ page, package: name }) => {
      if (page === 'overview') return `${root}index.html`;
      return page === 'package' && name !== undefined && known.has(name)
        ? `${root}${pageFile(name)}`
        : undefined;
    },
    asset: (name) => `${root}assets/${name}`,
    colophon: `Published ${release.made} with ${release.generator}`,
  };
}

function namesOf({ periods }: Release): readonly string[] {
  return [...new Set(periods.flatMap(({ packages }) => packages.map((row) => row.package)))];
}

/** A name becomes a file name that every server and file system takes; any but a normalised one gets a digest. */
function pageFile(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$/.test(name)) return `packages/${name}.html`;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `packages/${name.replaceAll(/[^A-Za-z0-9-]/g, '_').slice(0, 60)}.${digest}.html`;
}
