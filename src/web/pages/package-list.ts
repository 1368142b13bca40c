/** Packages, the most used first: read, and as the columns of a table, for the overview and for the page of all. */
import { html } from 'hono/html';
import { formatChange } from '../../render/use-columns.ts';
import { changeOf, mostFirst } from '../../reports/order.ts';
import { type TopOptions, type TopReport, type TopRow, topReport } from '../../reports/top.ts';
import type { Query, Source } from '../../sources/source.ts';
import { useColumns } from './columns.ts';
import { readDistributions } from './environment-reading.ts';
import type { Found } from './find.ts';
import { count, withMinus } from './format.ts';
import { label, names } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { type Column, numbers } from './table.ts';

/** All packages, the most used first; each that came along names what brought it. */
export async function readTop(
  source: Source,
  query: Pick<TopOptions, keyof Query | 'spread'>,
): Promise<TopReport> {
  const distributions = await readDistributions(source);
  if (distributions.length === 0) return topReport(source, query);
  const top = await topReport(source, { ...query, groupBy: { distributions } });
  return { ...top, rows: top.rows.toSorted(mostFirst) };
}

/** Of `rows`, which are `top`'s; the bars are shares of processes, or of the largest count where there is no share. */
export function packageColumns(
  frame: Frame,
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
        html`${names(frame, [row.package])}${withRoot(row)}${importedAs(row.package, options.found)}`,
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
  return root === undefined ? '' : html` <small>with ${label(root)}</small>`;
}

export function importedAs(name: string, found: Found | undefined): Html | string {
  const imported = found?.importedAs.get(name);
  return imported === undefined || imported === name
    ? ''
    : html` <small>imported as <bdi>${imported}</bdi></small>`;
}
