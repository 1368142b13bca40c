/** The life of each removal: what can be announced, what is announced, gone, missed, and what can be closed. */
import { html } from 'hono/html';
import {
  type Candidate,
  DEFAULT_AFTER,
  type RemovalState,
  type RemovalStatus,
  removalStatus,
  STATES,
  type StatusReport,
} from '../../removals/status.ts';
import { adviceSentence, formatWhere, REMOVALS_FORMATS } from '../../render/removals.ts';
import { firstDayOf } from '../../series/length.ts';
import { formatWhen } from '../../words/days.ts';
import { fileNamePart, reportDownloads } from './download.ts';
import { command } from './empty.ts';
import { readUnused } from './environment-reading.ts';
import { count, many, size } from './format.ts';
import { names, pageLink, prose } from './label.ts';
import { type Frame, type Html, section } from './layout.ts';
import { type Asked, definePage, environmentParameter } from './page.ts';
import { type Column, numbers, table } from './table.ts';

/** Candidates with the command that announces each. */
const MAX_CANDIDATES = 20;

export const removals = definePage<StatusReport>({
  path: 'removals',
  inNavigation: 'Removals',
  parameters: { environment: environmentParameter },
  orders: ['removal', 'state', 'announced', 'gone-from', 'told', 'told-days', 'missed'],
  needs: 'reports or inventory',
  read: readStatus,
  draw: drawRemovals,
  downloads: reportDownloads(
    { json: REMOVALS_FORMATS.json },
    ({ environment = '' }: StatusReport) => `removals-${fileNamePart(environment)}`,
    (report: StatusReport) => report,
  ),
});

/** From the first announcement to today, whatever days the view has; what can go is judged on the view's. */
async function readStatus(asked: Asked): Promise<StatusReport> {
  const { source, configuration, today, query, view } = asked;
  const { minDays } = configuration.judging();
  const reading = await readUnused(asked, query, view);
  return removalStatus(
    configuration.removals(),
    source,
    { installed: reading?.installed, unused: reading?.report },
    { today, unmissedFrom: firstDayOf(DEFAULT_AFTER, today) ?? today, tolerate: 0, minDays },
  );
}

function drawRemovals(frame: Frame, report: StatusReport): Html {
  const states = Object.keys(STATES) as RemovalState[];
  return html`<h1>Removals</h1>
<p class="lead">${many(report.candidates.length, 'group')} can be announced; ${
    states
      .flatMap((state) => {
        const of = report.removals.filter((removal) => removal.state === state).length;
        return of === 0 ? [] : [`${count(of)} ${state}`];
      })
      .join(', ') || 'none is announced'
  }.</p>
${adviceSection(report)}
${report.removals.length === 0 ? '' : listSection(frame, report)}
${candidateSection(frame, report)}`;
}

function adviceSection({ removals: all }: StatusReport): Html | string {
  const sentences = all.flatMap((removal) => adviceSentence(removal) ?? []);
  if (sentences.length === 0) return '';
  return html`<div class="notice" role="note">${sentences.map((sentence) => html`<p>${prose(sentence)}.</p>`)}</div>`;
}

function listSection(frame: Frame, { removals: all, evidence }: StatusReport): Html {
  return section(
    'list',
    'Announced and gone',
  )`${table<RemovalStatus>(columnsOf(frame), all, { className: 'removals', enhance: 'sort filter', frame })}
<p class="quiet">Processes ${prose(formatWhen(evidence.window))}, ${many(evidence.processes ?? 0, 'process', 'processes')} in all, reported on ${many(evidence.daysReported, 'day')}. Told: a notebook said so under the cell that imported it. Missed: a notebook asked for it once it was gone.</p>`;
}

function columnsOf(frame: Frame): readonly Column<RemovalStatus>[] {
  return [
    {
      heading: 'Removal',
      cell: ({ packages }) => names(frame, packages),
      by: ['removal', ({ packages }) => packages[0]],
    },
    {
      heading: 'State',
      cell: ({ state }) => html`<span title="${STATES[state]}">${state}</span>`,
      by: ['state', ({ state }) => state],
    },
    {
      heading: 'Announced',
      cell: ({ since }) => since,
      by: ['announced', ({ since }) => since],
      kind: 'day',
      isWide: true,
    },
    { heading: 'Gone from', cell: ({ on }) => on, by: ['gone-from', ({ on }) => on], kind: 'day' },
    numbers('Told', 'told', ({ told }) => told.processes, count),
    { ...numbers('On days', 'told-days', ({ told }: RemovalStatus) => told.days, count), isWide: true },
    numbers('Missed', 'missed', ({ missed }) => missed.processes, count),
    { heading: 'In', cell: ({ missed }) => formatWhere(missed), kind: 'text', isWide: true },
    { heading: 'Because', cell: ({ because }) => html`${because}`, kind: 'text', isWide: true },
  ];
}

function candidateSection(frame: Frame, { candidates, environment }: StatusReport): Html {
  const unused = pageLink(
    frame,
    { page: 'unused', ...(environment === undefined ? {} : { environment }) },
    'Unused',
  );
  const shown = candidates.slice(0, MAX_CANDIDATES);
  return section('candidates', 'Can be announced')`<p>${
    candidates.length === 0
      ? html`No group that can go is unannounced; ${unused} says why the others stay.`
      : html`What can go by ${unused} and stands on no list. An entry of <code>popcon.yml</code> tells whoever imports it, until its day comes:`
  }</p>
${shown.map((candidate) => candidateItem(frame, candidate))}
${candidates.length > shown.length ? html`<p>and ${count(candidates.length - shown.length)} more.</p>` : ''}`;
}

function candidateItem(frame: Frame, { packages, bytes, announce }: Candidate): Html {
  return html`<h3>${names(frame, packages.slice(0, 1))}${bytes === undefined ? '' : html` <span class="quiet">${size(bytes)}</span>`}</h3>
${command(announce)}`;
}
