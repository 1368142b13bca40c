/** One package of a release: its course over the periods, and where it is used. */
import { html } from 'hono/html';
import { type Release, shareOf } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { count, percent } from '../pages/format.ts';
import { label } from '../pages/label.ts';
import { type Html, layout } from '../pages/layout.ts';
import type { Site } from '../pages/view.ts';
import { figureText, whereTable } from './figure.ts';
import { periodBars } from './period-bars.ts';

type Told = ReleasedPeriod['packages'][number];

export function packagePage(site: Site, { periods }: Release, name: string): Html {
  const course = periods.map((period) => ({
    period,
    told: period.packages.find((row) => row.package === name),
  }));
  const last = course.findLast(({ told }) => told !== undefined);
  return layout(
    { site, view: { page: 'package', period: 'all', package: name } },
    name,
    html`<h1>${label(name)}</h1>
${periods.length < 2 ? '' : picture(course)}
<table>
<thead><tr><th scope="col">Period</th><th scope="col" class="number">Processes</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${course.toReversed().map(
      ({ period, told }) => html`<tr><th scope="row">${period.period}</th>
<td class="number">${told === undefined ? html`<span class="quiet">fewer than ${period.minProcesses}</span>` : figureText(told, period)}</td>
<td class="number">${told === undefined ? '' : percent(shareOf(told, period))}</td></tr>`,
    )}</tbody></table>
${last === undefined ? '' : whereSection(last.period, last.told)}`,
  );
}

function picture(
  course: readonly { readonly period: ReleasedPeriod; readonly told: Told | undefined }[],
): Html {
  const bars = course.map(({ period, told }) => ({
    period: period.period,
    value: told?.processes ?? 0,
    title: `${period.period}: ${told === undefined ? `fewer than ${period.minProcesses}` : figureText(told, period)} processes`,
  }));
  const highest = Math.max(...bars.map(({ value }) => value));
  return periodBars(bars, `Processes that imported it: at most ${count(highest)} in one period.`, 'page');
}

function whereSection(period: ReleasedPeriod, told: Told | undefined): Html | string {
  const table = whereTable(period, told);
  if (table === undefined) return '';
  return html`<h2>Where, in ${period.period}</h2>
${table}
<p class="quiet">Namespaces with fewer than ${period.minProcesses} processes are left out.</p>`;
}
