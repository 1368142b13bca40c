/** Every distribution with the reason of its verdict, folded by verdict. */
import { html } from 'hono/html';
import type { UnusedReport } from '../../reports/unused.ts';
import { type Judged, VERDICTS, type VerdictName, verdictNames } from '../../reports/verdict.ts';
import { count, size } from './format.ts';
import { names, prose } from './label.ts';
import { type Frame, type Html, section } from './layout.ts';
import { type Column, inOrder, numbers, table } from './table.ts';
import { reason, writtenReasons } from './verdict.ts';

/** Distributions of one verdict on the page; the downloads have all. */
const MAX_ROWS_A_VERDICT = 200;

export function reasonsSection(frame: Frame, report: UnusedReport): Html {
  return section(
    'reasons',
    'Every package and its reason',
  )`${verdictNames.map((verdict) => verdictSection(frame, report, verdict))}`;
}

function verdictSection(frame: Frame, report: UnusedReport, verdict: VerdictName): Html | string {
  const judged = report.distributions.filter((one) => one.verdict.verdict === verdict);
  if (judged.length === 0) return '';
  const columns = judgedColumns(frame);
  const shown = inOrder(frame, columns, judged).slice(0, MAX_ROWS_A_VERDICT);
  const hidden = judged.length - shown.length;
  return html`<details><summary><strong>${count(judged.length)} ${verdict}</strong> <span class="quiet">${prose(VERDICTS[verdict].meaning)}</span></summary>
${table(columns, shown, { className: 'judged', enhance: hidden > 0 ? 'filter' : 'sort filter', frame, id: `reasons-${verdict.replaceAll(' ', '-')}` })}
${hidden > 0 ? html`<p>and ${count(hidden)} more, in the downloads</p>` : ''}
</details>`;
}

function judgedColumns(frame: Frame): readonly Column<Judged>[] {
  return [
    {
      heading: 'Package',
      cell: ({ name, version }) =>
        html`${names(frame, [name])}${version === undefined ? '' : html` <small>${version}</small>`}`,
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
