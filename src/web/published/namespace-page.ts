/** One namespace of the newest period: the packages that are told of it. */
import { html } from 'hono/html';
import type { ReleasedPeriod } from '../../release/released.ts';
import { mostFirst } from '../../reports/order.ts';
import { packageColumn, useColumns } from '../pages/columns.ts';
import { count } from '../pages/format.ts';
import { namespaceLabel } from '../pages/label.ts';
import { type Html, layout } from '../pages/layout.ts';
import { table } from '../pages/table.ts';
import type { PublishedSite, ToldNamespace } from './addresses.ts';
import { figureText } from './figure.ts';

interface Row {
  readonly package: string;
  readonly processes: number;
  readonly share: number | undefined;
}

/** `period` is the newest, and the namespace one of those that it tells apart. */
export function namespacePage(
  site: PublishedSite,
  period: ReleasedPeriod,
  { namespace, processes: all }: ToldNamespace,
): Html {
  const rows = period.packages.flatMap((row): Row[] => {
    const own = row.namespaces?.find((part) => part.namespace === namespace);
    if (own === undefined) return [];
    const share = all <= 0 ? undefined : Math.min(1, own.processes / all);
    return [{ package: row.package, processes: own.processes, share }];
  });
  rows.sort(mostFirst);
  const shown = (processes: number) => figureText({ processes, partial: false }, period);
  const frame = { site, view: { page: 'package', period: 'all' } } as const;
  return layout(
    frame,
    namespace === '' ? 'no namespace' : namespace,
    html`<h1>${namespaceLabel(namespace)}</h1>
<p>${shown(all)} processes from ${period.from} to ${period.to}. Packages with fewer than ${count(period.minProcesses)} here are left out.</p>
${table<Row>(
  [
    packageColumn(frame, (row) => row.package),
    ...useColumns(rows, { show: ({ processes }) => shown(processes) }),
  ],
  rows,
  { className: 'packages', enhance: 'sort filter' },
)}`,
  );
}
