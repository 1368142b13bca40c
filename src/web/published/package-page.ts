/** One package of a release: its course over the periods, and where it is used. */
import { html } from 'hono/html';
import { type Release, shareOf } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { count, percent } from '../pages/format.ts';
import { label } from '../pages/label.ts';
import { type Html, layout } from '../pages/layout.ts';
import { table } from '../pages/table.ts';
import { type PublishedSite, periodFile } from './addresses.ts';
import { figureText, whereTable } from './figure.ts';
import { barOf, periodBars } from './period-bars.ts';

interface Point {
  readonly period: ReleasedPeriod;
  /** Absent where it is hidden. */
  readonly told: ReleasedPeriod['packages'][number] | undefined;
}

export function packagePage(site: PublishedSite, { periods }: Release, name: string): Html {
  const course = periods.map(
    (period): Point => ({ period, told: period.packages.find((row) => row.package === name) }),
  );
  const last = course.findLast(({ told }) => told !== undefined);
  return layout(
    { site, view: { page: 'package', period: 'all', package: name } },
    name,
    html`<h1>${label(name)}</h1>
${periods.length < 2 ? '' : picture(course)}
${table<Point>(
  [
    {
      heading: 'Period',
      cell: ({ period }) => html`<a href="${site.file(periodFile(period))}">${period.period}</a>`,
      by: ['period', ({ period }) => period.from],
    },
    { heading: 'Share', cell: shareText, by: ['share', shareIn], kind: 'number' },
    {
      heading: 'Processes',
      cell: ({ period, told }) => (told === undefined ? '' : figureText(told, period)),
      by: ['processes', ({ told }) => told?.processes],
      kind: 'number',
    },
  ],
  course.toReversed(),
)}
${last?.told === undefined ? '' : whereSection(site, last.period, last.told)}`,
  );
}

function shareIn({ period, told }: Point): number | undefined {
  return told === undefined ? undefined : shareOf(told, period);
}

function shareText(point: Point): Html | string {
  return point.told === undefined
    ? html`<span class="quiet">${hiddenText(point.period)}</span>`
    : percent(shareIn(point));
}

function hiddenText({ minProcesses }: ReleasedPeriod): string {
  return `fewer than ${minProcesses} processes`;
}

/** Of shares, since the periods have not equally many processes. */
function picture(course: readonly Point[]): Html {
  const hasShares = course.some((point) => shareIn(point) !== undefined);
  const bars = course.map((point) => {
    const { period, told } = point;
    if (told === undefined) return barOf(period, 0, hiddenText(period));
    return hasShares
      ? barOf(period, shareIn(point) ?? 0, percent(shareIn(point)))
      : barOf(period, told.processes, count(told.processes));
  });
  const highest = Math.max(...bars.map(({ value }) => value));
  return periodBars(
    bars,
    hasShares
      ? `Share of the processes that imported it: at most ${percent(highest)} in one period.`
      : `Processes that imported it: at most ${count(highest)} in one period.`,
    { column: 'page', isShare: hasShares },
  );
}

function whereSection(
  site: PublishedSite,
  period: ReleasedPeriod,
  told: NonNullable<Point['told']>,
): Html | string {
  const where = whereTable(site, period, told);
  if (where === undefined) return '';
  return html`<h2>Where, in ${period.period}</h2>
${where}
<p class="quiet">Namespaces with fewer than ${period.minProcesses} processes are left out.</p>`;
}
