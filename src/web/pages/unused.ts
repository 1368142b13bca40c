/** The packages that can go, in groups with the disk they free; the evidence, and the reason of every other. */
import { html } from 'hono/html';
import { REMOVERS, type Remover } from '../../languages/languages.ts';
import { formatNotExpected, formatUnobserving } from '../../render/evidence.ts';
import { UNUSED_FORMATS } from '../../render/unused-forms.ts';
import { caveats, expectation, headline } from '../../render/unused-headline.ts';
import { DEFAULT_THRESHOLDS } from '../../reports/configured-terms.ts';
import type { UnusedReport } from '../../reports/unused.ts';
import { formatDays } from '../../words/days.ts';
import { VIEW_TERMS } from '../terms-query.ts';
import { type Download, fileNamePart, reportDownloads } from './download.ts';
import { command } from './empty.ts';
import { readUnused, removalOf, removalText, type UnusedReading } from './environment-reading.ts';
import { count, many, size } from './format.ts';
import { label, pageLink, prose } from './label.ts';
import { type Frame, type Html, section, viewForm } from './layout.ts';
import { definePage, environmentParameter } from './page.ts';
import { environmentChoice, scopeBar } from './scope.ts';
import { chosenTerms, missingNotice } from './terms.ts';
import { groupTable, SO_FAR_COLUMNS } from './unused-groups.ts';
import { reasonsSection } from './unused-reasons.ts';

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
      const { text, leftOut } = removalOf(kind, reading, reading.report.groups);
      const notes = leftOut.map(({ name, reason: why }) => `# left out: ${name}: ${why}\n`).join('');
      return text === '' && notes === '' ? '# nothing to remove\n' : `${text}${notes}`;
    },
  };
}

function drawUnused(frame: Frame, reading: UnusedReading): Html {
  const { report, environments } = reading;
  const isThin = report.missing.length > 0;
  return html`<h1>Which packages can go</h1>
${scopeBar(frame, report.evidence.window)}
${environmentChoice(frame, environments, report.environment.name)}
${chosenTerms(frame)}
${isThin ? missingNotice(frame, report) : html`<p class="lead">${prose(headline(report))}</p>`}
${isThin ? evidenceSection(report) : ''}
${groupsSection(frame, reading)}
${soFarSection(frame, reading)}
${isThin ? '' : evidenceSection(report)}
${reasonsSection(frame, report)}`;
}

/** Below what can go; above everything where it carries no answer. */
function evidenceSection(report: UnusedReport): Html {
  const { environment, evidence } = report;
  return section('evidence', 'Evidence')`<ul class="evidence">
<li>${label(environment.name)} has ${many(environment.distributions, 'distribution')}${environment.bytes === undefined ? '' : ` of ${size(environment.bytes)}`}, as recorded on ${prose(environment.day)}.</li>
<li>${evidence.processes === undefined ? 'Processes are not counted' : `${many(evidence.processes, 'process', 'processes')}${formatUnobserving(evidence)}`} on ${count(evidence.daysReported)} of ${many(evidence.days, 'day')}, ${prose(formatDays(evidence.window))}${formatNotExpected(evidence)}.</li>
${report.missing.length > 0 ? '' : caveats(report).map((each) => html`<li>${prose(each)}</li>`)}
${report.notes.map((note) => html`<li>${prose(note)}</li>`)}
${report.staleKeeps.map(({ pattern, line, file }) => html`<li>${file === undefined ? 'The keep-list’s line' : html`${label(file)}, line`} ${line}, <code>${label(pattern)}</code>, matches nothing installed.</li>`)}
</ul>`;
}

function groupsSection(frame: Frame, reading: UnusedReading): Html | string {
  const { environment, groups, freed } = reading.report;
  if (groups.length === 0) return '';
  const removal = removalText(reading, groups);
  return section('groups', 'Groups that can go together')`${groupTable(frame, 'can-go', groups)}
<h3>Announce them</h3>
<p>${pageLink(frame, { page: 'removals', environment: environment.name }, 'Removals')} has the command that tells whoever still imports one, and shows who misses what is gone.</p>
<h3>Remove them</h3>
<p>${many(freed.distributions, 'distribution')}${freed.bytes === undefined ? '' : `, ${size(freed.bytes)}`}. Nothing is ever uninstalled from here.</p>
${removal === '' ? '' : command(removal)}`;
}

/** All of them: while a ledger is young they are the answer. */
function soFarSection(frame: Frame, reading: UnusedReading): Html | string {
  const { report } = reading;
  if (report.soFar.groups.length === 0) return '';
  const removal = removalText(reading, [...report.groups, ...report.soFar.groups]);
  return section(
    'so-far',
    'Unused so far',
  )`<p>Never imported, but not all use of a year was seen. What frees most and is least likely to be imported comes first.</p>
${groupTable(frame, 'unused-so-far', report.soFar.groups, SO_FAR_COLUMNS)}
${acceptForm(frame)}
${
  removal === ''
    ? ''
    : html`<details class="more"><summary>The command that removes these, too</summary>
${command(...[expectation(report)].flatMap((risk) => (risk === undefined ? [] : [`# ${risk}`])), removal)}</details>`
}`;
}

/** Chooses the risk, for this view alone. */
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
