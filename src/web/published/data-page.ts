/** The data of a release: its files, what each field means, and the words in which to cite it. */
import { html } from 'hono/html';
import { MANIFEST } from '../../release/directory.ts';
import type { Release } from '../../release/document.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { many } from '../pages/format.ts';
import { type Html, layout, section } from '../pages/layout.ts';
import { table } from '../pages/table.ts';
import type { PublishedSite } from './addresses.ts';
import { DATA_FILES, type DataField } from './data-files.ts';
import { figureText, treatmentSection } from './figure.ts';

export function dataPage(site: PublishedSite, release: Release): Html {
  return layout(
    { site, view: { page: 'package', period: 'all' } },
    'The data',
    html`<h1>The data</h1>
<ul class="evidence">
${DATA_FILES.map(({ file, holds }) => html`<li><a href="${site.file(file)}">${file}</a>: ${holds}</li>`)}
<li><a href="${site.file(MANIFEST)}">${MANIFEST}</a>: all of it as JSON, with what was done to it</li>
<li><a href="${site.file('datapackage.json')}">datapackage.json</a>: the fields below, for programs that read data packages</li>
</ul>
${section('cite', 'To cite it')`${quotation(citation(release))}
<h3>In a report</h3>
${quotation(reportText(release))}`}
${treatmentSection(release)}
${DATA_FILES.map(
  ({ file, fields }) =>
    section(file, `Fields of ${file}`)`${table<DataField>(
      [
        { heading: 'Field', cell: ({ field }) => html`<code>${field}</code>` },
        { heading: 'Type', cell: ({ type }) => type },
        { heading: 'Meaning', cell: ({ meaning }) => meaning, kind: 'text' },
      ],
      fields,
      { enhance: '' },
    )}`,
)}`,
  );
}

/** Words to be copied. */
function quotation(text: string): Html {
  return html`<blockquote class="command" data-enhance="copy">${text}</blockquote>`;
}

/** As a style guide would have a data set cited: who, when, what, with what. */
function citation({ about = {}, made, generator, periods }: Release): string {
  const who = about.owner ?? about.title;
  const title = about.owner === undefined || about.title === undefined ? '' : `${about.title}: `;
  const what = `Python packages by the processes that imported them, ${spanOf(periods)}`;
  const year = `(${made.slice(0, 4)})`;
  const named = who === undefined ? `${what} ${year}` : `${who} ${year}. ${title}${what}`;
  return `${named} [data set]. Published ${made} with ${generator}.`;
}

/** For whoever reports to a funder: the newest period in two sentences. */
function reportText({ periods, about = {} }: Release): string {
  const newest = periods.at(-1);
  if (newest === undefined) return '';
  const { processes, packages } = newest;
  const [first, second, third] = packages;
  const where = about.title === undefined ? '' : ` on ${about.title}`;
  const most = [first, second, third].flatMap((row) => row?.package ?? []);
  const counted =
    processes === undefined ? 'Python processes' : `${figureText(processes, newest)} Python processes`;
  return `From ${newest.from} to ${newest.to}, ${counted}${where} imported at least ${many(packages.length, 'package')}${most.length === 0 ? '' : `; the most used were ${most.join(', ')}`}. Processes are counted, not people, and no package with fewer than ${newest.minProcesses} processes is named.`;
}

function spanOf(periods: readonly ReleasedPeriod[]): string {
  return `${periods[0]?.from ?? ''} to ${periods.at(-1)?.to ?? ''}`;
}
