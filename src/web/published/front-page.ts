/** The first page of a published release: the newest period's packages, how they move, and what was done to the figures. */
import { html } from 'hono/html';
import { type Release, shareOf, stateTreatment } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { count, percent, points } from '../pages/format.ts';
import { label, linkTo } from '../pages/label.ts';
import { type Html, layout } from '../pages/layout.ts';
import type { Site, View } from '../pages/view.ts';
import { bar } from '../pictures/bar.ts';
import { sparkline } from '../pictures/sparkline.ts';
import { figureText, whereTable } from './figure.ts';
import { periodBars } from './period-bars.ts';

const VIEW: View = { page: 'overview', period: 'all' };

/** From so many periods on, a course can be seen. */
const MIN_COURSE = 3;

/** `downloads` are the data files, each with what it holds. */
export function frontPage(
  site: Site,
  release: Release,
  newest: ReleasedPeriod,
  downloads: readonly { readonly file: string; readonly holds: string }[],
): Html {
  const { periods } = release;
  return layout(
    { site, view: VIEW },
    'Overview',
    html`<h1>Which packages matter, and to how many</h1>
<p>Python packages by the processes that imported them, ${newest.from} to ${newest.to}.</p>
<dl class="figures">
<div><dt>Processes</dt><dd>${newest.processes === undefined ? `under ${count(newest.minProcesses)}` : figureText(newest.processes, newest)}</dd></div>
<div><dt>Packages named</dt><dd>${count(newest.packages.length)}</dd></div>
<div><dt>Named from</dt><dd>${count(newest.minProcesses)}<small> ${newest.minProcesses === 1 ? 'process' : 'processes'}</small></dd></div>
<div><dt>Published</dt><dd>${release.made}</dd></div>
</dl>
<div class="columns">
<section class="main-column" aria-labelledby="packages">
<h2 id="packages">Packages by share of processes</h2>
${packageTable(site, periods, newest)}
${
  newest.other === undefined
    ? ''
    : html`<p>Imports of packages too rare to be named: ${figureText({ processes: newest.other.imports, partial: newest.other.partial }, newest)}.</p>`
}
</section>
<div class="side-column">
${periods.length < 2 ? '' : processesSection(release)}
${namespaceSection(newest)}
<section aria-labelledby="done">
<h2 id="done">What was done to these figures</h2>
<ul class="evidence">${stateTreatment(release).map((sentence) => html`<li>${sentence}</li>`)}</ul>
</section>
<section aria-labelledby="data">
<h2 id="data">The data</h2>
<ul class="evidence">${downloads.map(({ file, holds }) => html`<li><a href="${file}">${file}</a>: ${holds}</li>`)}</ul>
</section>
</div>
</div>`,
  );
}

function packageTable(site: Site, periods: readonly ReleasedPeriod[], newest: ReleasedPeriod): Html {
  if (newest.packages.length === 0) {
    return html`<p>No package was imported by enough processes to be named.</p>`;
  }
  const before = periods.at(periods.indexOf(newest) - 1);
  const earlier = before === undefined || before === newest ? undefined : before;
  const courses = periods.length < MIN_COURSE ? undefined : courseOf(periods);
  const largest = Math.max(...newest.packages.map(({ processes }) => processes));
  return html`<table class="packages" data-comfort="sort filter">
<thead><tr>
<th scope="col">Package</th>
<th scope="col" class="number">Share</th>
<th scope="col" class="bar-cell"><span class="unseen">Bar</span></th>
<th scope="col" class="number">Processes</th>
${earlier === undefined ? '' : html`<th scope="col" class="number wide">Since ${earlier.period}</th>`}
${courses === undefined ? '' : html`<th scope="col" class="bar-cell wide">Course</th>`}
</tr></thead>
<tbody>${newest.packages.map((row) => {
    const share = shareOf(row, newest);
    const was = earlier?.packages.find(({ package: name }) => name === row.package);
    const shareBefore = was === undefined || earlier === undefined ? undefined : shareOf(was, earlier);
    return html`<tr>
<th scope="row">${linkTo(site, { page: 'package', period: 'all', package: row.package }, label(row.package))}</th>
<td class="number" data-value="${share ?? 0}">${percent(share)}</td>
<td class="bar-cell">${bar(share ?? row.processes / largest)}</td>
<td class="number" data-value="${row.processes}">${figureText(row, newest)}</td>
${
  earlier === undefined
    ? ''
    : html`<td class="number wide" data-value="${(share ?? 0) - (shareBefore ?? 0)}">${share === undefined || shareBefore === undefined ? 'not named then' : points(shareBefore, share)}</td>`
}
${courses === undefined ? '' : html`<td class="bar-cell wide">${sparkline(courses.get(row.package) ?? [])}</td>`}
</tr>`;
  })}</tbody></table>`;
}

/** Package to its processes in each period; none where it was not told. */
function courseOf(periods: readonly ReleasedPeriod[]): ReadonlyMap<string, readonly number[]> {
  const courses = new Map<string, number[]>();
  for (const [at, period] of periods.entries()) {
    for (const row of period.packages) {
      const course = courses.get(row.package) ?? periods.map(() => 0);
      courses.set(row.package, course);
      course[at] = row.processes;
    }
  }
  return courses;
}

function processesSection({ periods, by }: Release): Html {
  const bars = periods.map((period) => ({
    period: period.period,
    value: period.processes?.processes ?? 0,
    title: `${period.period}: ${period.processes === undefined ? `fewer than ${period.minProcesses}` : figureText(period.processes, period)} processes`,
  }));
  const highest = Math.max(...bars.map(({ value }) => value));
  return html`<section aria-labelledby="processes">
<h2 id="processes">Processes ${by === 'total' ? 'in each period' : `a ${by}`}</h2>
${periodBars(
  bars,
  `Processes from ${periods[0]?.from ?? ''} to ${periods.at(-1)?.to ?? ''}: at most ${count(highest)} in one period.`,
  'side',
)}
</section>`;
}

function namespaceSection(newest: ReleasedPeriod): Html | string {
  const table = whereTable(newest, newest.processes);
  if (table === undefined) return '';
  return html`<section aria-labelledby="namespaces">
<h2 id="namespaces">Where</h2>
${table}
</section>`;
}
