/** All packages, or those whose name has what is searched for, in parts. */
import { html } from 'hono/html';
import { z } from 'zod';
import { language } from '../../languages/languages.ts';
import { TOP_FORMATS } from '../../render/top.ts';
import { nearest } from '../../reports/nearest.ts';
import type { TopReport } from '../../reports/top.ts';
import { reportDownloads } from './download.ts';
import { readDistributions } from './environment-reading.ts';
import { type Found, findNames } from './find.ts';
import { count, many } from './format.ts';
import { linkTo, names } from './label.ts';
import { type Frame, type Html, section } from './layout.ts';
import { importedAs, packageColumns, readTop } from './package-list.ts';
import { type Asked, definePage } from './page.ts';
import { partOf, partParameter } from './parts.ts';
import { scopeBar } from './scope.ts';
import { inOrder, table } from './table.ts';

const MAX_SEARCH_CHARACTERS = 200;
const MAX_NOT_IMPORTED = 100;

interface PackagesModel {
  readonly top: TopReport;
  /** Undefined without a search. */
  readonly found: Found | undefined;
  /** Installed and found, though no process imported them in these days. */
  readonly notImported: readonly string[];
  /** Names like that of a search which finds nothing. */
  readonly suggestions: readonly string[];
}

export const packages = definePage<PackagesModel>({
  path: 'packages',
  inNavigation: 'Packages',
  parameters: {
    search: z.string().max(MAX_SEARCH_CHARACTERS).optional(),
    part: partParameter,
  },
  orders: ['package', 'share', 'processes', 'direct', 'change', 'days', 'namespaces', 'last-day'],
  needs: 'reports',
  read: readPackages,
  draw: drawPackages,
  downloads: reportDownloads(
    TOP_FORMATS,
    () => 'packages',
    ({ top }: PackagesModel) => top,
  ),
});

async function readPackages({ source, query, view }: Asked): Promise<PackagesModel> {
  const top = await readTop(source, { ...query, spread: true });
  const search = view.search?.trim() ?? '';
  if (search === '') return { top, found: undefined, notImported: [], suggestions: [] };
  const distributions = await readDistributions(source);
  const found = findNames(search, distributions);
  const imported = top.rows.map((row) => row.package);
  const installed = distributions.map(({ name }) => name);
  const known = new Set(imported.map(language.normalizeName));
  const notImported = installed.filter((name) => !known.has(name) && found.matches(name)).toSorted();
  const isFound = notImported.length > 0 || imported.some(found.matches);
  return {
    top,
    found,
    notImported,
    suggestions: isFound ? [] : nearest(search, [...imported, ...installed]),
  };
}

/** All packages, or those that `view.search` finds, a part at a time. */
function drawPackages(frame: Frame, { top, found, notImported, suggestions }: PackagesModel): Html {
  const { view } = frame;
  const shown = found === undefined ? top.rows : top.rows.filter((row) => found.matches(row.package));
  const columns = packageColumns(frame, top, shown, { isWhole: true, found });
  const { rows, first, links, isWhole } = partOf(frame, inOrder(frame, columns, shown));
  return html`<h1>All packages</h1>
${scopeBar(frame, top.evidence.window)}
<p>${
    found === undefined
      ? many(shown.length, 'package')
      : html`${many(shown.length, 'package')} of ${count(top.packages)} with “<bdi>${view.search ?? ''}</bdi>” in the name`
  }${rows.length < shown.length ? `, ${count(first)} to ${count(first + rows.length - 1)} shown` : ''}</p>
${rows.length === 0 ? nothingFound(frame, suggestions) : table(columns, rows, { className: 'packages', enhance: isWhole ? 'sort' : '', frame })}
${links}
${notImportedSection(frame, notImported, found)}`;
}

function nothingFound({ site, view }: Frame, suggestions: readonly string[]): Html {
  return html`<p>No package imported in these days has that name. ${
    suggestions.length === 0 ? '' : html`Did you mean ${names({ site, view }, suggestions, ' or ')}? `
  }${linkTo(site, { page: 'packages', period: view.period }, 'Show all')}.</p>`;
}

function notImportedSection(frame: Frame, all: readonly string[], found: Found | undefined): Html | string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MAX_NOT_IMPORTED);
  return section(
    'not-imported',
    'Installed, and not imported in these days',
  )`<ul class="evidence">${shown.map((name) => html`<li>${names(frame, [name])}${importedAs(name, found)}</li>`)}</ul>
${shown.length < all.length ? html`<p>and ${count(all.length - shown.length)} more</p>` : ''}`;
}
