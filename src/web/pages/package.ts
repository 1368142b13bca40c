/** All about one package: its course, who imports it where, and what may be done with it in each environment. */
import { html } from 'hono/html';
import { z } from 'zod';
import { TREND_FORMATS } from '../../render/trend.ts';
import { unknownName } from '../../reports/nearest.ts';
import type { TrendReport } from '../../reports/trend.ts';
import type { WhyReport } from '../../reports/why.ts';
import { useColumns } from './columns.ts';
import { fileNamePart, reportDownloads } from './download.ts';
import { inventoryHint } from './empty.ts';
import { readReasons } from './environment-reading.ts';
import { count, many, percent } from './format.ts';
import { label, linkTo, namespaceLabel, prose } from './label.ts';
import { type Frame, type Html, section } from './layout.ts';
import { installedSection } from './package-installed.ts';
import { type PackageUse, readPackageUse } from './package-use.ts';
import { type Asked, definePage, MAX_NAME_CHARACTERS } from './page.ts';
import { scopeBar } from './scope.ts';
import { type Column, table } from './table.ts';
import { courseSection } from './trend.ts';

interface PackageModel {
  readonly name: string;
  readonly use: PackageUse;
  /** Absent where it was never imported. */
  readonly trend?: TrendReport;
  /** One for each environment that has it installed. */
  readonly why: readonly WhyReport[];
  /** Any inventory at all. */
  readonly hasInventory: boolean;
}

export const packagePage = definePage<PackageModel>({
  path: 'package',
  parameters: { package: z.string('name a package: ?package=numpy').min(1).max(MAX_NAME_CHARACTERS) },
  orders: ['namespace', 'share', 'processes'],
  needs: 'reports or inventory',
  read: readPackage,
  title: ({ name }) => name,
  draw: drawPackage,
  downloads: reportDownloads(TREND_FORMATS, ({ name }: PackageModel) => fileNamePart(name), courseOf),
});

/** Fails where no process of any namespace ever imported it and no environment has it. */
async function readPackage(asked: Asked): Promise<PackageModel> {
  const { source, query, view } = asked;
  const name = view.package ?? '';
  const why = await readReasons(asked, query, name);
  const { use, trend, everImported } = await readPackageUse(source, query, name);
  if (!everImported && why.length === 0) {
    const anywhere = await readPackageUse(source, { window: query.window }, name);
    if (!anywhere.everImported) {
      throw unknownName(
        'recorded or installed package',
        name,
        anywhere.known,
        'the list of packages has all',
      );
    }
  }
  const hasInventory = (await source.environments()).length > 0;
  return { name, use, ...(trend === undefined ? {} : { trend }), why, hasInventory };
}

/** As `popcon trend` answers; without a period where it was never imported. */
function courseOf({ trend, use: { evidence } }: PackageModel): TrendReport {
  return trend ?? { report: 'trend', evidence, step: 'week', periods: [], packages: [] };
}

function drawPackage(frame: Frame, model: PackageModel): Html {
  const { use, name, trend } = model;
  const byNamespace = namespaceSection(frame, model);
  return html`<h1>${label(name)}</h1>
${scopeBar(frame, use.evidence.window)}
<p class="lead">${useSentence(model)}</p>
${trend === undefined ? '' : courseSection(frame, trend)}
<div class="columns">
<div>
${
  model.why.length > 0
    ? model.why.map((why) => installedSection(frame, why))
    : section('installed', 'Where it is installed')`${
        model.hasInventory ? html`<p>In no environment with an inventory.</p>` : inventoryHint(frame)
      }`
}
</div>
${byNamespace === '' ? '' : html`<div>${byNamespace}</div>`}
</div>`;
}

function useSentence({ use }: PackageModel): Html {
  const { evidence, processes, share, direct, lastDay, rank } = use;
  if (processes === 0) {
    const before = lastDay === undefined ? ', nor before' : `; the last one did on ${lastDay}`;
    return prose(`No process imported it in these ${many(evidence.days, 'day')}${before}.`);
  }
  return html`<strong>${share === undefined ? many(processes, 'process', 'processes') : percent(share)}</strong>${prose(
    [
      share === undefined
        ? ' imported it'
        : ` of the processes imported it: ${count(processes)} of ${count(evidence.processes ?? 0)}`,
      lastDay === undefined ? '.' : `, the last one on ${lastDay}.`,
      direct === undefined ? '' : ` In ${count(direct)} of them the user’s own code names it.`,
      rank === undefined ? '' : ` It is number ${count(rank.place)} of ${count(rank.of)} packages.`,
    ].join(''),
  )}`;
}

function namespaceSection(frame: Frame, { use }: PackageModel): Html | string {
  const { site, view } = frame;
  if (!use.byNamespace.some(({ namespace }) => namespace !== '')) return '';
  const columns: readonly Column<PackageUse['byNamespace'][number]>[] = [
    {
      heading: 'Namespace',
      cell: ({ namespace }) => linkTo(site, { ...view, namespace }, namespaceLabel(namespace)),
      by: ['namespace', ({ namespace }) => namespace],
    },
    ...useColumns(use.byNamespace, { isWide: true }),
  ];
  return section('namespaces', 'By namespace')`${table(columns, use.byNamespace, { frame })}`;
}
