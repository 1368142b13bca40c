/** The files of a published site, and each as seen from another: every address is relative. */
import { createHash } from 'node:crypto';
import type { Release } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import type { Site } from '../pages/view.ts';

export const FRONT_PAGE = 'index.html';
export const DATA_PAGE = 'data.html';

export interface PublishedSite extends Site {
  /** A file of the site, as seen from this page. */
  readonly file: (path: string) => string;
  /** Of the newest period: those have a page. */
  readonly hasNamespace: (namespace: string) => boolean;
}

/** The site as seen from a page: `root` leads from its folder to the front page's. */
export function siteAt(root: string, release: Release): PublishedSite {
  const known = new Set(packagesOf(release));
  const newest = release.periods.at(-1);
  const namespaces = new Set(newest === undefined ? [] : namespacesOf(newest).map((row) => row.namespace));
  const { title = 'popularity contest', owner, contact } = release.about ?? {};
  return {
    title,
    ...(owner === undefined ? {} : { owner }),
    ...(contact === undefined ? {} : { contact }),
    navigation: [{ page: 'overview', text: 'Overview' }],
    links: [{ address: `${root}${DATA_PAGE}`, text: 'The data' }],
    link: ({ page, package: name }) => {
      if (page === 'overview') return `${root}${FRONT_PAGE}`;
      return page === 'package' && name !== undefined && known.has(name)
        ? `${root}${packageFile(name)}`
        : undefined;
    },
    file: (path) => `${root}${path}`,
    hasNamespace: (namespace) => namespaces.has(namespace),
    asset: (name) => `${root}assets/${name}`,
    colophon: `Published ${release.made} with ${release.generator}`,
  };
}

export function packagesOf({ periods }: Release): readonly string[] {
  return [...new Set(periods.flatMap(({ packages }) => packages.map((row) => row.package)))];
}

export interface ToldNamespace {
  readonly namespace: string;
  readonly processes: number;
}

/** Those that are told apart; none where no namespace has a name. */
export function namespacesOf({ processes }: ReleasedPeriod): readonly ToldNamespace[] {
  const rows = processes?.namespaces ?? [];
  return rows.every(({ namespace }) => namespace === '') ? [] : rows;
}

export function packageFile(name: string): string {
  return `packages/${fileName(name)}.html`;
}

export function periodFile({ period }: ReleasedPeriod): string {
  return `periods/${fileName(period)}.html`;
}

export function namespaceFile(namespace: string): string {
  return `namespaces/${namespace === '' ? 'no-namespace.' : fileName(namespace)}.html`;
}

/** A name that every server and file system takes; any but a normalised one gets a digest. */
function fileName(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$/.test(name)) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.replaceAll(/[^A-Za-z0-9-]/g, '_').slice(0, 60)}.${digest}`;
}
