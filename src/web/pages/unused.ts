/** Which packages can go: the evidence, the groups that go together with the disk they free, and all reasons. */
import { html } from 'hono/html';
import { REMOVERS, type Remover } from '../../languages/languages.ts';
import { formatNotExpected, formatUnobserving } from '../../render/evidence.ts';
import { UNUSED_FORMATS } from '../../render/unused-forms.ts';
import { caveats, expectation, headline } from '../../render/unused-headline.ts';
import { DEFAULT_THRESHOLDS } from '../../reports/configured-terms.ts';
import type { SoFarGroup, UnusedGroup, UnusedReport } from '../../reports/unused.ts';
import { type Judged, VERDICTS, type VerdictName, verdictNames } from '../../reports/verdict.ts';
import { formatDays } from '../../words/days.ts';
import { formatShare } from '../../words/number.ts';
import { bar } from '../pictures/bar.ts';
import { VIEW_TERMS } from '../terms-query.ts';
import { packageColumn } from './columns.ts';
import { type Download, downloadLinks, fileNamePart, reportDownloads } from './download.ts';
import { command } from './empty.ts';
import { environmentChoice } from './environment-choice.ts';
import { readUnused, removalOf, removalText, type UnusedReading } from './environment-reading.ts';
import { count, many, size } from './format.ts';
import { label, linkTo } from './label.ts';
import { type Frame, type Html, layout, viewForm } from './layout.ts';
import { names } from './names.ts';
import { definePage, environmentParameter } from './page.ts';
import { prose } from './prose.ts';
import { scopeBar } from './scope.ts';
import { type Column, inOrder, numbers, table } from './table.ts';
import { chosenTerms, missingNotice } from './terms.ts';
import { reason } from './verdict.ts';
import { scopeOf } from './view.ts';
import { writtenReasons } from './written-reasons.ts';

/** Members of a group that are named before the rest is only counted. */
const MAX_MEMBERS_NAMED = 12;
/** Distributions of one verdict on the page; the downloads have all. */
const MAX_ROWS_A_VERDICT = 200;

export const unused = definePage<UnusedReading>({
  path: 'unused',
  inNavigation: 'Unused',
  parameters: { environment: environmentParameter, ...VIEW_TERMS },
  orders: ['package', 'frees', 'days', 'comes-back', 'disk'],
  withoutInventory: 'Which packages can go',
  read: (asked) => readUnused(asked, asked.query, asked.view),
  draw: drawUnused,
  downloads: {
    ...reportDownloads(UNUSED_FORMATS, fileName, ({ report }: UnusedReading) => report),
    ...Object.fromEntries(REMOVERS.map((kind) => [`remove-${kind}`, removalDownload(kind)])),
  },
});

function fileName({ report }: UnusedReading): string {
  return `unused-${fileNamePart(report.environment.name)}`;
}

/** A command that removes nothing is not offered. */
function removalDownload(kind: Remover): Download<UnusedReading> {
  return {
    text: `${kind} command`,
    contentType: 'text/x-shellscript; charset=utf-8',
    extension: 'sh',
    name: fileName,
    isOffered: ({ report }) => report.groups.length > 0,
    write(reading) {
      const { text, leftOut } = removalOf(kind, reading);
      const notes = leftOut.map(({ name, reason: why }) => `# left out: ${name}: ${why}\n`).join('');
      return text === '' && notes === '' ? '# nothing to remove\n' : `${text}${notes}`;
    },
  };
}

function drawUnused(frame: Frame, reading: UnusedReading): Html {
  const { report, environments } = reading;
  const removal = removalText(reading);
  const { environment, evidence, groups, freed } = report;
  return layout(
    frame,
    'Unused',
    html`<h1>Which packages can go</h1>
${scopeBar(frame, evidence.window)}
${environmentChoice(frame, environments, environment.name)}
${chosenTerms(frame)}
${report.missing.length > 0 ? missingNotice(frame, report) : html`<p class="lead">${prose(headline(report))}</p>`}
${report.missing.length > 0 ? evidenceSection(report) : ''}
${
  groups.length === 0
    ? ''
    : html`<section aria-labelledby="groups"><h2 id="groups">Groups that can go together</h2>
${groupTable(frame, 'can-go', groups)}
<h3>Announce them</h3>
<p>${linkTo(frame.site, { ...scopeOf(frame.view), page: 'removals', environment: environment.name }, 'Removals')} has the command that tells whoever still imports one, and shows who misses what is gone.</p>
<h3>Remove them</h3>
<p>${many(freed.distributions, 'distribution')}${freed.bytes === undefined ? '' : `, ${size(freed.bytes)}`}. Nothing is ever uninstalled from here.</p>
${removal === '' ? '' : command(removal.trimEnd())}</section>`
}
${soFarSection(frame, reading)}
${report.missing.length > 0 ? '' : evidenceSection(report)}
${downloadLinks(frame)}
<section aria-labelledby="reasons"><h2 id="reasons">Every package and its reason</h2>
${verdictNames.map((verdict) => verdictSection(frame, report, verdict))}
</section>`,
  );
}

/** Below what can go; above everything where it carries no answer. */
function evidenceSection(report: UnusedReport): Html {
  const { environment, evidence } = report;
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<ul class="evidence">
<li>${label(environment.name)} has ${many(environment.distributions, 'distribution')}${environment.bytes === undefined ? '' : ` of ${size(environment.bytes)}`}, as recorded on ${prose(environment.day)}.</li>
<li>${evidence.processes === undefined ? 'Processes are not counted' : `${many(evidence.processes, 'process', 'processes')}${formatUnobserving(evidence)}`} on ${count(evidence.daysReported)} of ${many(evidence.days, 'day')}, ${prose(formatDays(evidence.window))}${formatNotExpected(evidence)}.</li>
${report.missing.length > 0 ? '' : caveats(report).map((each) => html`<li>${prose(each)}</li>`)}
${report.notes.map((note) => html`<li>${prose(note)}</li>`)}
${report.staleKeeps.map(({ pattern, line }) => html`<li>The keep-list’s line ${line}, <code>${label(pattern)}</code>, matches nothing installed.</li>`)}
</ul></section>`;
}

/** All of them: while a ledger is young they are the answer. */
function soFarSection(frame: Frame, reading: UnusedReading): Html | string {
  const { report } = reading;
  if (report.soFar.groups.length === 0) return '';
  const removal = removalText(reading, { soFar: true });
  return html`<section aria-labelledby="so-far"><h2 id="so-far">Unused so far</h2>
<p>Never imported, but not all use of a year was seen. What frees most and is least likely to be imported comes first.</p>
${groupTable(frame, 'unused-so-far', report.soFar.groups, SO_FAR_COLUMNS)}
${acceptForm(frame)}
${
  removal === ''
    ? ''
    : html`<details class="more"><summary>The command that removes these, too</summary>
${command(...[expectation(report)].flatMap((risk) => (risk === undefined ? [] : [`# ${risk}`])), removal.trimEnd())}</details>`
}</section>`;
}

/** How much risk is taken, for this view alone. */
function acceptForm({ site, view }: Frame): Html | string {
  const { accept, ...rest } = view;
  return viewForm(
    site,
    rest,
    html`<label>Call unused, too, what the record of this ledger says comes back in at most <input type="number" name="accept" min="0" max="100" step="any" value="${accept ?? DEFAULT_THRESHOLDS.accept * 100}" required> %</label>
<button>Judge</button>`,
    html` class="search"`,
  );
}

const SO_FAR_COLUMNS: readonly Column<SoFarGroup>[] = [
  { ...numbers('Days', 'days', ({ days }: SoFarGroup) => days, count), isWide: true },
  numbers('Comes back in a year', 'comes-back', ({ risk }) => risk.share, formatShare),
];

function groupTable<Group extends UnusedGroup>(
  frame: Frame,
  id: string,
  groups: readonly Group[],
  columns: readonly Column<Group>[] = [],
): Html {
  const largest = Math.max(1, ...groups.map(({ bytes }) => bytes ?? 0));
  const hasBytes = groups.some(({ bytes }) => bytes !== undefined);
  return table<Group>(
    [
      packageColumn(frame, ({ root }) => root),
      hasBytes ? numbers('Frees', 'frees', ({ bytes }) => bytes, size) : undefined,
      hasBytes ? { heading: 'Bar', cell: ({ bytes = 0 }) => bar(bytes / largest), kind: 'bar' } : undefined,
      ...columns,
      { heading: 'Goes with it', cell: (group) => others(frame, group), kind: 'text' },
    ],
    groups,
    { className: 'groups', enhance: 'sort filter', frame, id },
  );
}

function others(frame: Frame, { root, members, after }: UnusedGroup): Html {
  const rest = members.filter((member) => member !== root);
  return html`${rest.length === 0 ? html`<span class="quiet">alone</span>` : names(frame, rest.slice(0, MAX_MEMBERS_NAMED))}${rest.length > MAX_MEMBERS_NAMED ? ` and ${rest.length - MAX_MEMBERS_NAMED} more` : ''}${after.length === 0 ? '' : html` <span class="quiet">once ${names(frame, after)} ${after.length === 1 ? 'is' : 'are'} gone</span>`}`;
}

function verdictSection(frame: Frame, report: UnusedReport, verdict: VerdictName): Html | string {
  if (report.counts[verdict] === 0) return '';
  const judged = report.distributions.filter((one) => one.verdict.verdict === verdict);
  const columns = judgedColumns(frame);
  const shown = inOrder(frame, columns, judged).slice(0, MAX_ROWS_A_VERDICT);
  return html`<details><summary><strong>${count(report.counts[verdict])} ${verdict}</strong> <span class="quiet">${prose(VERDICTS[verdict].meaning)}</span></summary>
${table(columns, shown, { className: 'judged', enhance: judged.length > shown.length ? 'filter' : 'sort filter', frame, id: `reasons-${verdict.replaceAll(' ', '-')}` })}
${judged.length > shown.length ? html`<p>and ${count(judged.length - shown.length)} more, in the downloads</p>` : ''}
</details>`;
}

function judgedColumns(frame: Frame): readonly Column<Judged>[] {
  return [
    {
      heading: 'Package',
      cell: ({ name, version }) =>
        html`${names(frame, [name])}${version === undefined ? '' : html` <small class="quiet">${version}</small>`}`,
      by: ['package', ({ name }) => name],
    },
    numbers('Disk', 'disk', ({ bytes }) => bytes, size),
    {
      heading: 'Reason',
      cell: (one) => html`${reason(one.reason)}${writtenReasons(one.askedFor)}`,
      kind: 'text',
    },
  ];
}
