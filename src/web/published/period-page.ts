/** The packages of one period of a release, how they move, and what was done to the figures; the newest is the first page. */
import { html } from 'hono/html';
import { type Release, shareOf } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { packageColumn, useColumns } from '../pages/columns.ts';
import { count, points } from '../pages/format.ts';
import { choiceList, type Html, layout, pairs, section, titledChoices } from '../pages/layout.ts';
import { table } from '../pages/table.ts';
import type { View } from '../pages/view.ts';
import { sparkline } from '../pictures/sparkline.ts';
import { DATA_PAGE, type PublishedSite, periodFile } from './addresses.ts';
import { figureText, treatmentSection, whereTable } from './figure.ts';
import { barOf, periodBars } from './period-bars.ts';

const VIEW: View = { page: 'overview', period: 'all' };
/** Periods that stand open. */
const MAX_PERIODS = 14;

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
${pairs('figures', [
  [
    'Processes',
    shown.processes === undefined ? `under ${count(shown.minProcesses)}` : figureText(shown.processes, shown),
  ],
  ['Packages named', count(shown.packages.length)],
  [
    'Named from',
    html`${count(shown.minProcesses)}<small> ${shown.minProcesses === 1 ? 'process' : 'processes'}</small>`,
  ],
  ['Published', release.made],
])}
<div class="columns">
${section(
  'packages',
  'Packages by share of processes',
)`${packageTable(site, isCombined ? [] : release.periods, shown)}
${
  shown.other === undefined
    ? ''
    : html`<p>Imports of packages too rare to be named: ${figureText({ processes: shown.other.imports, partial: shown.other.partial }, shown)}.</p>`
}`}
<div>
${release.periods.length < 2 ? '' : processesSection(release)}
${namespaceSection(site, shown)}
${treatmentSection(release)}
<p><a href="${site.file(DATA_PAGE)}">The data</a>, what each field means, and how to cite it.</p>
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
  const choices = periods.map((period) => ({
    address: site.file(periodFile(period)),
    text: period.period,
    isCurrent: period === shown,
  }));
  const older = choices.slice(MAX_PERIODS);
  return html`<nav class="scope" aria-label="Period">${titledChoices('Period', choices.slice(0, MAX_PERIODS))}
${older.length === 0 ? '' : html`<details class="more"${older.some(({ isCurrent }) => isCurrent) ? html` open` : ''}><summary>${older.length} earlier periods</summary>${choiceList(older, 'Earlier')}</details>`}</nav>`;
}

/** `periods` are those that it is compared with. */
function packageTable(site: PublishedSite, periods: readonly ReleasedPeriod[], shown: ReleasedPeriod): Html {
  if (shown.packages.length === 0) {
    return html`<p>No package was imported by enough processes to be named.</p>`;
  }
  const earlier = periods[periods.indexOf(shown) - 1];
  const courses = periods.length < MIN_COURSE ? undefined : courseOf(periods);
  const shareBefore = (name: string) => {
    const was = earlier?.packages.find((row) => row.package === name);
    return was === undefined || earlier === undefined ? undefined : shareOf(was, earlier);
  };
  const rows = shown.packages.map((row) => ({
    ...row,
    share: shareOf(row, shown),
    before: shareBefore(row.package),
  }));
  return table<(typeof rows)[number]>(
    [
      packageColumn({ site, view: VIEW }, (row) => row.package),
      ...useColumns(rows, { isWide: earlier !== undefined, show: (row) => figureText(row, shown) }),
      earlier === undefined
        ? undefined
        : {
            heading: `Since ${earlier.period}`,
            cell: ({ share, before }) =>
              share === undefined || before === undefined ? 'not named then' : points(before, share),
            by: ['change', ({ share = 0, before = 0 }) => share - before],
            kind: 'number',
          },
      courses === undefined
        ? undefined
        : { heading: 'Course', cell: (row) => sparkline(courses.get(row.package) ?? []), kind: 'bar' },
    ],
    rows,
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
  const bars = periods.map((period) => {
    const { processes, minProcesses } = period;
    const told = processes === undefined ? `fewer than ${minProcesses}` : figureText(processes, period);
    return barOf(period, processes?.processes ?? 0, `${told} processes`);
  });
  const highest = Math.max(...bars.map(({ value }) => value));
  const label = `Processes from ${periods[0]?.from ?? ''} to ${periods.at(-1)?.to ?? ''}: at most ${count(highest)} in one period.`;
  return section(
    'processes',
    `Processes ${by === 'total' ? 'in each period' : `a ${by}`}`,
  )`${periodBars(bars, label, { column: 'side', isShare: false })}`;
}

function namespaceSection(site: PublishedSite, shown: ReleasedPeriod): Html | string {
  const where = whereTable(site, shown, shown.processes);
  return where === undefined ? '' : section('namespaces', 'Where')`${where}`;
}
