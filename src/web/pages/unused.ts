/** Which packages can go: the evidence, the groups that go together with the disk they free, and all reasons. */
import { html } from 'hono/html';
import { formatMissing } from '../../render/missing.ts';
import { VERDICT_MEANINGS } from '../../render/verdict.ts';
import type { Missing, UnusedGroup, UnusedReport } from '../../reports/unused.ts';
import type { Judged, VerdictName } from '../../reports/verdict.ts';
import { bar } from '../pictures/bar.ts';
import { command, inventoryHint } from './empty.ts';
import { environmentChoice } from './environment-choice.ts';
import { count, many, size } from './format.ts';
import { label, linkTo, namespaceLabel } from './label.ts';
import { type Frame, type Html, layout } from './layout.ts';
import { names } from './package.ts';
import { prose } from './prose.ts';
import { scopeBar } from './scope.ts';
import { reason, VERDICTS } from './verdict.ts';
import { type Download, scopeOf } from './view.ts';

/** Members of a group that are named before the rest is only counted. */
const MAX_MEMBERS_NAMED = 12;
/** Distributions of one verdict on the page; the downloads have all. */
const MAX_ROWS_A_VERDICT = 200;

const DOWNLOAD_TEXT: readonly { readonly download: Download; readonly text: string }[] = [
  { download: 'csv', text: 'CSV' },
  { download: 'json', text: 'JSON' },
  { download: 'markdown', text: 'Markdown' },
  { download: 'remove-pip', text: 'pip command' },
  { download: 'remove-conda', text: 'conda command' },
];

export interface UnusedModel {
  readonly report: UnusedReport;
  readonly environments: readonly string[];
  /** The command that removes all groups; empty where there is nothing to remove. */
  readonly removal: string;
}

/** Where there is no inventory to judge. */
export function noInventoryPage(frame: Frame, title: string): Html {
  return layout(frame, title, html`<h1>${title}</h1>${inventoryHint()}`);
}

export function unusedPage(frame: Frame, { report, environments, removal }: UnusedModel): Html {
  const { environment, evidence, groups, freed } = report;
  return layout(
    frame,
    'Unused',
    html`<h1>Which packages can go</h1>
${scopeBar(frame, evidence.window)}
${environmentChoice(frame, environments, environment.name)}
${report.missing.length > 0 ? missingNotice(report) : headline(report)}
${
  frame.view.namespace === undefined
    ? ''
    : html`<p>Only processes of ${namespaceLabel(frame.view.namespace)} are looked at: what others use looks unused here.</p>`
}
<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<ul class="evidence">
<li>${label(environment.name)} has ${many(environment.distributions, 'distribution')}${environment.bytes === undefined ? '' : ` of ${size(environment.bytes)}`}, as recorded on ${environment.day}.</li>
<li>${evidence.processes === undefined ? 'Processes are not counted' : many(evidence.processes, 'process', 'processes')} on ${count(evidence.daysReported)} of ${many(evidence.days, 'day')}, ${evidence.window.from} to ${evidence.window.to}.</li>
${report.bound === undefined ? '' : html`<li>What none of ${many(report.bound.processes, 'process', 'processes')} imported is used by fewer than 1 in ${count(report.bound.oneIn)} processes, at 95% confidence (the rule of three).</li>`}
${report.notes.map((note) => html`<li>${prose(note)}</li>`)}
${report.staleKeeps.map(({ pattern, line }) => html`<li>The keep-list’s line ${line}, <code>${label(pattern)}</code>, matches nothing installed.</li>`)}
</ul></section>
${
  groups.length === 0
    ? ''
    : html`<section aria-labelledby="groups"><h2 id="groups">Groups that can go together</h2>
${groupTable(frame, groups)}
<h3>Remove them</h3>
<p>${many(freed.distributions, 'distribution')}${freed.bytes === undefined ? '' : `, ${size(freed.bytes)}`}. Nothing is ever uninstalled from here.</p>
${removal === '' ? '' : command(removal.trimEnd())}</section>`
}
${downloads(frame, groups.length > 0)}
<section aria-labelledby="reasons"><h2 id="reasons">Every package and its reason</h2>
${VERDICTS.map((verdict) => verdictSection(frame, report, verdict))}
</section>`,
  );
}

function headline({ groups, freed }: UnusedReport): Html {
  if (groups.length === 0) {
    return html`<p class="lead">Nothing can go: every package is used, needed, or cannot be judged. The reasons are below.</p>`;
  }
  return html`<p class="lead"><strong>${many(freed.distributions, 'package')}</strong> in ${many(groups.length, 'group')} can go${freed.bytes === undefined ? '' : html`, freeing <strong>${size(freed.bytes)}</strong>`}.</p>`;
}

function missingNotice({ missing }: UnusedReport): Html {
  return html`<div class="notice" role="note"><p><strong>Nothing is called unused yet:</strong> the evidence is too thin.</p>
<ul>${missing.map((one) => html`<li>${prose(`${formatMissing(one)}: ${ADVICE[one.missing]}.`)}</li>`)}</ul>
<p>In a terminal <code>popcon unused</code> can be told of holidays and of namespaces that are over, and asked for less.</p></div>`;
}

const ADVICE: Readonly<Record<Missing['missing'], string>> = {
  days: 'wait, or choose a longer period',
  processes: 'see that the reporter is active where people work, or choose a longer period',
  inventory: 'take one with `popcon inventory --python`',
  silence: 'a silent reporter makes everything look unused; mend it, or choose a period without the gap',
};

function groupTable(frame: Frame, groups: readonly UnusedGroup[]): Html {
  const largest = Math.max(1, ...groups.map(({ bytes }) => bytes ?? 0));
  const hasBytes = groups.some(({ bytes }) => bytes !== undefined);
  return html`<table class="groups" data-comfort="filter">
<thead><tr><th scope="col">Package</th>${hasBytes ? html`<th scope="col" class="number">Frees</th><th scope="col" class="bar-cell"><span class="unseen">Bar</span></th>` : ''}<th scope="col">Goes with it</th></tr></thead>
<tbody>${groups.map(({ root, members, bytes, after }) => {
    const others = members.filter((member) => member !== root);
    return html`<tr>
<th scope="row">${names(frame, [root])}</th>
${hasBytes ? html`<td class="number" data-value="${bytes ?? 0}">${size(bytes)}</td><td class="bar-cell">${bar((bytes ?? 0) / largest)}</td>` : ''}
<td class="members">${others.length === 0 ? html`<span class="quiet">alone</span>` : names(frame, others.slice(0, MAX_MEMBERS_NAMED))}${others.length > MAX_MEMBERS_NAMED ? ` and ${others.length - MAX_MEMBERS_NAMED} more` : ''}${after.length === 0 ? '' : html` <span class="quiet">once ${names(frame, after)} ${after.length === 1 ? 'is' : 'are'} gone</span>`}</td>
</tr>`;
  })}</tbody></table>`;
}

/** A command that removes nothing is not offered. */
function downloads({ site, view }: Frame, hasGroups: boolean): Html | string {
  const offered = DOWNLOAD_TEXT.filter(({ download }) => hasGroups || !download.startsWith('remove-'));
  const links = offered.flatMap(({ download, text }) => {
    const address = site.link({ ...view, download });
    return address === undefined ? [] : [html`<li><a href="${address}" download>${text}</a></li>`];
  });
  return links.length === 0
    ? ''
    : html`<nav class="downloads" aria-label="Downloads"><p>Download</p><ul class="choices">${links}</ul></nav>`;
}

function verdictSection(frame: Frame, report: UnusedReport, verdict: VerdictName): Html | string {
  if (report.counts[verdict] === 0) return '';
  const judged = report.distributions.filter((one) => one.verdict.verdict === verdict);
  const shown = judged.slice(0, MAX_ROWS_A_VERDICT);
  return html`<details><summary><strong>${count(report.counts[verdict])} ${verdict}</strong> <span class="quiet">${VERDICT_MEANINGS[verdict]}</span></summary>
${judgedTable(frame, shown)}
${judged.length > shown.length ? html`<p>and ${count(judged.length - shown.length)} more, in the downloads</p>` : ''}
</details>`;
}

function judgedTable({ site, view }: Frame, judged: readonly Judged[]): Html {
  return html`<table class="judged" data-comfort="sort filter">
<thead><tr><th scope="col">Package</th><th scope="col" class="number">Disk</th><th scope="col">Reason</th></tr></thead>
<tbody>${judged.map(
    ({ name, version, bytes, verdict }) => html`<tr>
<th scope="row">${linkTo(site, { ...scopeOf(view), page: 'package', package: name }, label(name))}${version === undefined ? '' : html` <small class="quiet">${version}</small>`}</th>
<td class="number" data-value="${bytes ?? 0}">${size(bytes)}</td>
<td class="reason">${reason(verdict)}</td>
</tr>`,
  )}</tbody></table>`;
}
