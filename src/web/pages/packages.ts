/** Packages with their share as bars: columns for the overview, too, and the page of all of them in parts. */
import { html } from 'hono/html';
import { z } from 'zod';
import { language } from '../../languages/languages.ts';
import { formatChange } from '../../render/change.ts';
import { TOP_FORMATS } from '../../render/top.ts';
import { changeOf } from '../../reports/order.ts';
import { type TopOptions, type TopReport, type TopRow, topReport } from '../../reports/top.ts';
import type { Query, Source } from '../../sources/source.ts';
import { useColumns } from './columns.ts';
import { downloadLinks, reportDownloads } from './download.ts';
import { readDistributions } from './environment-reading.ts';
import { type Found, findNames } from './find.ts';
import { count, many, withMinus } from './format.ts';
import { label, linkTo } from './label.ts';
import { type Frame, type Html, hiddenParameters, layout } from './layout.ts';
import { names } from './names.ts';
import { type Asked, definePage } from './page.ts';
import { partOf, partParameter } from './parts.ts';
import { scopeBar } from './scope.ts';
import { type Column, inOrder, numbers, table } from './table.ts';
import { scopeOf } from './view.ts';

const MAX_SEARCH_CHARACTERS = 200;
const MAX_NOT_IMPORTED = 100;

/** Of `rows`, which are `top`'s; the bars are shares of processes, or of the largest count where there is no share. */
export function packageColumns(
  { site, view }: Frame,
  top: TopReport,
  rows: readonly TopRow[],
  options: { readonly isWhole: boolean; readonly found?: Found | undefined },
): readonly (Column<TopRow> | undefined)[] {
  const hasSpread = rows.some(({ days }) => days !== undefined);
  const when = (is: boolean, column: Column<TopRow>) => (is ? column : undefined);
  return [
    {
      heading: 'Package',
      cell: (row) =>
        html`${linkTo(site, { ...scopeOf(view), page: 'package', package: row.package }, label(row.package))}${withRoot(row)}${importedAs(row.package, options.found)}`,
      by: ['package', (row) => row.package],
    },
    ...useColumns(rows),
    when(
      top.directReported,
      numbers('Direct', 'direct', ({ direct }) => direct, count),
    ),
    when(top.before !== undefined, {
      heading: 'Change',
      cell: (row) => withMinus(formatChange(row)),
      by: ['change', changeOf],
      kind: 'number',
    }),
    when(hasSpread, { ...numbers('Days', 'days', ({ days }: TopRow) => days, count), isWide: true }),
    when(hasSpread && rows.some(({ namespaces = 0 }) => namespaces > 1), {
      ...numbers('Namespaces', 'namespaces', ({ namespaces }: TopRow) => namespaces, count),
      isWide: true,
    }),
    when(options.isWhole, {
      heading: 'Last day',
      cell: ({ lastDay }) => lastDay,
      by: ['last-day', ({ lastDay }) => lastDay],
      kind: 'day',
      isWide: true,
    }),
  ];
}

function withRoot({ root }: TopRow): Html | string {
  return root === undefined ? '' : html` <small class="quiet">with ${label(root)}</small>`;
}

function importedAs(name: string, found: Found | undefined): Html | string {
  const imported = found?.importedAs.get(name);
  return imported === undefined || imported === name
    ? ''
    : html` <small class="quiet">imported as <bdi>${imported}</bdi></small>`;
}

interface PackagesModel {
  readonly top: TopReport;
  /** What the search matches; undefined: there is none. */
  readonly found: Found | undefined;
  /** Installed and found, though no process imported them in these days. */
  readonly notImported: readonly string[];
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
  if (search === '') return { top, found: undefined, notImported: [] };
  const distributions = await readDistributions(source);
  const found = findNames(search, distributions);
  const imported = new Set(top.rows.map((row) => language.normalizeName(row.package)));
  return {
    top,
    found,
    notImported: distributions
      .map(({ name }) => name)
      .filter((name) => !imported.has(name) && found.matches(name))
      .toSorted(),
  };
}

/** All packages, the most used first; each that came along names what brought it. */
export async function readTop(
  source: Source,
  query: Pick<TopOptions, keyof Query | 'spread'>,
): Promise<TopReport> {
  const distributions = await readDistributions(source);
  if (distributions.length === 0) return topReport(source, query);
  const top = await topReport(source, { ...query, groupBy: { distributions } });
  const rows = top.rows.toSorted((a, b) => b.processes - a.processes || (a.package < b.package ? -1 : 1));
  return { ...top, rows };
}

/** All packages, or those that `view.search` finds, a part at a time. */
function drawPackages(frame: Frame, { top, found, notImported }: PackagesModel): Html {
  const { view } = frame;
  const shown = found === undefined ? top.rows : top.rows.filter((row) => found.matches(row.package));
  const columns = packageColumns(frame, top, shown, { isWhole: true, found });
  const { rows, first, links, isWhole } = partOf(frame, inOrder(frame, columns, shown));
  return layout(
    frame,
    'Packages',
    html`<h1>All packages</h1>
${scopeBar(frame, top.evidence.window)}
${searchForm(frame)}
<p>${
      found === undefined
        ? many(shown.length, 'package')
        : html`${many(shown.length, 'package')} of ${count(top.packages)} with “<bdi>${view.search ?? ''}</bdi>” in the name`
    }${rows.length < shown.length ? `, ${count(first)} to ${count(first + rows.length - 1)} shown` : ''}</p>
${rows.length === 0 ? nothingFound(frame) : table(columns, rows, { className: 'packages', enhance: isWhole ? 'sort' : '', frame })}
${links}
${notImportedSection(frame, notImported, found)}
${downloadLinks(frame)}`,
  );
}

function nothingFound({ site, view }: Frame): Html {
  return html`<p>No package imported in these days has that name. ${linkTo(site, { page: 'packages', period: view.period }, 'Show all')}.</p>`;
}

function notImportedSection(frame: Frame, all: readonly string[], found: Found | undefined): Html | string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MAX_NOT_IMPORTED);
  return html`<section aria-labelledby="not-imported"><h2 id="not-imported">Installed, and not imported in these days</h2>
<ul class="evidence">${shown.map((name) => html`<li>${names(frame, [name])}${importedAs(name, found)}</li>`)}</ul>
${shown.length < all.length ? html`<p>and ${count(all.length - shown.length)} more</p>` : ''}</section>`;
}

function searchForm({ site, view }: Frame): Html | string {
  const action = site.formAction?.('packages');
  if (action === undefined) return '';
  return html`<form class="search" method="get" action="${action}" role="search" aria-label="These packages">
${hiddenParameters({ page: 'packages', ...scopeOf(view), ...(view.order === undefined ? {} : { order: view.order }) })}
<label>Name has <input type="search" name="search" value="${view.search ?? ''}" maxlength="200"></label>
<button>Show</button>
</form>`;
}
