/** The packages of one period of a release, how they move, and what was done to the figures; the newest is the first page. */
import { html } from 'hono/html';
import { type Release, shareOf, stateTreatment } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { packageColumn } from '../pages/columns.ts';
import { count, percent, points } from '../pages/format.ts';
import { type Html, layout } from '../pages/layout.ts';
import { numbers, table } from '../pages/table.ts';
import type { View } from '../pages/view.ts';
import { bar } from '../pictures/bar.ts';
import { sparkline } from '../pictures/sparkline.ts';
import { DATA_PAGE, type PublishedSite, periodFile } from './addresses.ts';
import { figureText, whereTable } from './figure.ts';
import { barOf, periodBars } from './period-bars.ts';

const VIEW: View = { page: 'overview', period: 'all' };
/** Periods that stand open. */
const MAX_PERIODS = 14;

type Told = ReleasedPeriod['packages'][number];

/** From so many periods on, a course can be seen. */
const MIN_COURSE = 3;

/** `combined` are the longer periods, added up. */
export function periodPage(
  site: PublishedSite,
  release: Release,
  shown: ReleasedPeriod,
  combined: readonly ReleasedPeriod[],
): Html {
  const isCombined = combined.includes(shown);
  return layout(
    { site, view: VIEW },
    shown === release.periods.at(-1) ? 'Overview' : shown.period,
    html`<h1>Which packages matter, and to how many</h1>
${periodChoice(site, [...combined.toReversed(), ...release.periods.toReversed()], shown)}
<p>Python packages by the processes that imported them, ${shown.from} to ${shown.to}.${isCombined ? ' Added up from the periods in it: a package that is hidden in one of them counts as none there.' : ''}</p>
<dl class="figures">
<div><dt>Processes</dt><dd>${shown.processes === undefined ? `under ${count(shown.minProcesses)}` : figureText(shown.processes, shown)}</dd></div>
<div><dt>Packages named</dt><dd>${count(shown.packages.length)}</dd></div>
<div><dt>Named from</dt><dd>${count(shown.minProcesses)}<small> ${shown.minProcesses === 1 ? 'process' : 'processes'}</small></dd></div>
<div><dt>Published</dt><dd>${release.made}</dd></div>
</dl>
<div class="columns">
<section class="main-column" aria-labelledby="packages">
<h2 id="packages">Packages by share of processes</h2>
${packageTable(site, isCombined ? [] : release.periods, shown)}
${
  shown.other === undefined
    ? ''
    : html`<p>Imports of packages too rare to be named: ${figureText({ processes: shown.other.imports, partial: shown.other.partial }, shown)}.</p>`
}
</section>
<div class="side-column">
${release.periods.length < 2 ? '' : processesSection(release)}
${namespaceSection(site, shown)}
<section aria-labelledby="done">
<h2 id="done">What was done to these figures</h2>
<ul class="evidence">${stateTreatment(release).map((sentence) => html`<li>${sentence}</li>`)}</ul>
<p><a href="${site.file(DATA_PAGE)}">The data</a>, what each field means, and how to cite it.</p>
</section>
</div>
</div>`,
  );
}

/** The newest periods first; older ones are folded away. */
function periodChoice(
  site: PublishedSite,
  periods: readonly ReleasedPeriod[],
  shown: ReleasedPeriod,
): Html | string {
  if (periods.length < 2) return '';
  const links = (some: readonly ReleasedPeriod[]) =>
    html`<ul class="choices">${some.map(
      (period) =>
        html`<li><a href="${site.file(periodFile(period))}"${period === shown ? html` aria-current="true"` : ''}>${period.period}</a></li>`,
    )}</ul>`;
  const older = periods.slice(MAX_PERIODS);
  return html`<nav class="scope" aria-label="Period"><div class="choice"><span class="quiet" aria-hidden="true">Period</span>${links(periods.slice(0, MAX_PERIODS))}</div>
${older.length === 0 ? '' : html`<details class="more"${older.includes(shown) ? html` open` : ''}><summary>${older.length} earlier periods</summary>${links(older)}</details>`}</nav>`;
}

/** `periods` are those that it is compared with. */
function packageTable(site: PublishedSite, periods: readonly ReleasedPeriod[], shown: ReleasedPeriod): Html {
  if (shown.packages.length === 0) {
    return html`<p>No package was imported by enough processes to be named.</p>`;
  }
  const at = periods.indexOf(shown);
  const earlier = at > 0 ? periods[at - 1] : undefined;
  const courses = periods.length < MIN_COURSE ? undefined : courseOf(periods);
  const largest = Math.max(...shown.packages.map(({ processes }) => processes));
  const shareBefore = (name: string) => {
    const was = earlier?.packages.find((row) => row.package === name);
    return was === undefined || earlier === undefined ? undefined : shareOf(was, earlier);
  };
  return table<Told>(
    [
      packageColumn({ site, view: VIEW }, (row) => row.package),
      numbers('Share', 'share', (row) => shareOf(row, shown), percent),
      { heading: 'Bar', cell: (row) => bar(shareOf(row, shown) ?? row.processes / largest), kind: 'bar' },
      {
        heading: 'Processes',
        cell: (row) => figureText(row, shown),
        by: ['processes', ({ processes }) => processes],
        kind: 'number',
        isWide: earlier !== undefined,
      },
      earlier === undefined
        ? undefined
        : {
            heading: `Since ${earlier.period}`,
            cell: (row) => {
              const [was, is] = [shareBefore(row.package), shareOf(row, shown)];
              return is === undefined || was === undefined ? 'not named then' : points(was, is);
            },
            by: ['change', (row) => (shareOf(row, shown) ?? 0) - (shareBefore(row.package) ?? 0)],
            kind: 'number',
          },
      courses === undefined
        ? undefined
        : { heading: 'Course', cell: (row) => sparkline(courses.get(row.package) ?? []), kind: 'bar' },
    ],
    shown.packages,
    { className: 'packages', enhance: 'sort filter' },
  );
}

/** Package to its share in each period; none where it was not told. */
function courseOf(periods: readonly ReleasedPeriod[]): ReadonlyMap<string, readonly number[]> {
  const courses = new Map<string, number[]>();
  for (const [at, period] of periods.entries()) {
    for (const row of period.packages) {
      const course = courses.get(row.package) ?? periods.map(() => 0);
      courses.set(row.package, course);
      course[at] = shareOf(row, period) ?? 0;
    }
  }
  return courses;
}

function processesSection({ periods, by }: Release): Html {
  const bars = periods.map((period) => ({
    ...barOf(period),
    value: period.processes?.processes ?? 0,
    text: `${period.processes === undefined ? `fewer than ${period.minProcesses}` : figureText(period.processes, period)} processes`,
  }));
  const highest = Math.max(...bars.map(({ value }) => value));
  return html`<section aria-labelledby="processes">
<h2 id="processes">Processes ${by === 'total' ? 'in each period' : `a ${by}`}</h2>
${periodBars(
  bars,
  `Processes from ${periods[0]?.from ?? ''} to ${periods.at(-1)?.to ?? ''}: at most ${count(highest)} in one period.`,
  { column: 'side', isShare: false },
)}
</section>`;
}

function namespaceSection(site: PublishedSite, shown: ReleasedPeriod): Html | string {
  const where = whereTable(site, shown, shown.processes);
  if (where === undefined) return '';
  return html`<section aria-labelledby="namespaces">
<h2 id="namespaces">Where</h2>
${where}
</section>`;
}
