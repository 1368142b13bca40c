/** The use of an environment beside that of the others. Where no process names its environment, how to have them do so. */
import { html } from 'hono/html';
import { unnamedNote } from '../../render/environments.ts';
import type { EnvironmentRow, EnvironmentsReport } from '../../reports/environments.ts';
import type { Evidence } from '../../reports/evidence.ts';
import { count, many, percent } from './format.ts';
import { label, pageLink, prose } from './label.ts';
import { type Frame, type Html, section } from './layout.ts';
import { table } from './table.ts';

/** @param evidence that of the answer about this environment. */
export function environmentUse(frame: Frame, use: EnvironmentsReport, evidence: Evidence): Html {
  const isNamed = use.rows.some(({ processes }) => processes > 0);
  const rest = use.environments - use.rows.length;
  const note = unnamedNote(use);
  return section('use', 'How much it is used')`${evidenceSentence(evidence)}
${isNamed ? environmentsTable(frame, use.rows) : ''}
${isNamed && rest > 0 ? html`<p class="quiet">${many(rest, 'more environment')}: <code>popcon top --by environment</code> has all.</p>` : ''}
${note === undefined ? '' : html`<p class="quiet">${prose(note)}</p>`}`;
}

function evidenceSentence({ processes, elsewhere = 0, incomplete = 0 }: Evidence): Html | string {
  if (processes === undefined) return '';
  const left = [
    ...(elsewhere > 0 ? [`${count(elsewhere)} ran in other environments, or may have`] : []),
    ...(incomplete > 0 ? [`${count(incomplete)} could not name all they imported`] : []),
  ].join(', and ');
  return html`<p>${count(Math.max(0, processes - elsewhere - incomplete))} of ${many(processes, 'process', 'processes')} are evidence about it${left === '' ? '' : `: ${left}`}.</p>`;
}

function environmentsTable(frame: Frame, rows: readonly EnvironmentRow[]): Html {
  return table<EnvironmentRow>(
    [
      {
        heading: 'Environment',
        cell: ({ environment, inventoried }) =>
          inventoried
            ? pageLink(frame, { page: 'environment', environment }, label(environment))
            : label(environment),
      },
      { heading: 'Processes', cell: ({ processes }) => count(processes), kind: 'number' },
      { heading: 'Share', cell: ({ share }) => percent(share), kind: 'number' },
      { heading: 'Days', cell: ({ days }) => count(days), kind: 'number', isWide: true },
      { heading: 'Namespaces', cell: ({ namespaces }) => count(namespaces), kind: 'number', isWide: true },
      { heading: 'Last day', cell: ({ lastDay = 'never' }) => lastDay, kind: 'day' },
    ],
    rows,
    { enhance: '' },
  );
}
