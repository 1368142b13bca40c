/** The collector's own state: series against their limit, samples that did not count and why, the ledger. */
import { html } from 'hono/html';
import { formatCsv } from '../../render/csv.ts';
import { formatJson } from '../../render/format.ts';
import type { DayText } from '../../reports/evidence.ts';
import { formatDay } from '../../series/day.ts';
import { bar } from '../pictures/bar.ts';
import { reportDownloads } from './download.ts';
import { count, many, percent, size } from './format.ts';
import { type Frame, type Html, pairs, section } from './layout.ts';
import { definePage } from './page.ts';
import type { CollectorStatus } from './page-context.ts';
import { numbers, table } from './table.ts';

/** From here on the limit is near enough to be said aloud. */
const NEAR_LIMIT = 0.8;

interface CollectorModel {
  readonly status: CollectorStatus;
  /** The newest day with anything committed. */
  readonly lastDay: DayText | undefined;
}

export const collector = definePage<CollectorModel>({
  path: 'collector',
  inNavigation: 'Collector',
  isLive: true,
  orders: ['reason', 'how-many'],
  async read({ status, spans }) {
    const last = Math.max(...spans.map(({ lastDay }) => lastDay));
    return { status, lastDay: spans.length === 0 ? undefined : formatDay(last) };
  },
  draw: drawCollector,
  downloads: reportDownloads(
    { json: formatJson, csv: writeCsv },
    () => 'collector',
    (model: CollectorModel) => model,
  ),
});

/** A line a number; where it is told by reason, a line a reason. */
function writeCsv({ status: { series, samples, dropped, mappingRules, ledger } }: CollectorModel): string {
  const { refused, folded, ...others } = samples;
  const byReason = { refused, folded, dropped };
  const rows: readonly (readonly [name: string, reason: string, value: number])[] = [
    ['series', '', series.count],
    ['series_limit', '', series.limit],
    ...Object.entries(others).map(([name, value]) => [name, '', value] as const),
    ...Object.entries(byReason).flatMap(([name, reasons]) =>
      Object.entries(reasons).map(([reason, value]) => [name, reason, value] as const),
    ),
    ['mapping_rules', '', mappingRules],
    ['ledger_bytes', '', ledger.bytes],
  ];
  return formatCsv(
    [
      { field: 'name', value: ([name]) => name },
      { field: 'reason', value: ([, reason]) => reason },
      { field: 'value', value: ([, , value]) => value },
    ],
    rows,
  );
}

function drawCollector(frame: Frame, { status, lastDay }: CollectorModel): Html {
  const { series, samples, ledger } = status;
  const refused = sum(samples.refused);
  const reasons = (id: string, caption: string, counts: Readonly<Record<string, number>>) =>
    reasonTable(frame, counts, status.meanings, { id, caption });
  return html`<h1>The collector</h1>
${
  ledger.failure === undefined
    ? html`<p class="quiet">Everything that arrived is committed or about to be.</p>`
    : html`<div class="notice" role="note"><p><strong>Counts are not being committed:</strong> ${ledger.failure}. They wait in memory and are committed once that is mended.</p></div>`
}
${section(
  'series',
  'Series',
)`<p>${count(series.count)} of at most ${count(series.limit)} <span class="quiet">(${percent(series.count / series.limit)})</span></p>
<div class="gauge">${bar(series.count / series.limit)}</div>
${
  series.count >= series.limit * NEAR_LIMIT
    ? html`<div class="notice" role="note"><p><strong>The limit is near.</strong> Past it, increments of new series go to <code>popcon_overflow_total</code>. Raise <code>--ledger.max-series</code>, or see with <code>popcon top</code> whether names arrive that are no packages.</p></div>`
    : ''
}`}
${section('samples', 'Samples since the start')`${pairs('figures', [
  ['Received', count(samples.received)],
  ['Recorded', count(samples.recorded)],
  ['Waiting', count(samples.pending)],
  ['Refused', count(refused)],
  ['Folded', count(sum(samples.folded))],
  samples.relayed === 0 ? undefined : ['Only relayed', count(samples.relayed)],
])}
${refused === 0 ? html`<p>Nothing was refused.</p>` : reasons('refused', 'Refused, by reason', samples.refused)}
${reasons('dropped', 'Datagrams dropped unread, by reason', status.dropped)}
${reasons('folded', 'Counted in a collective series, by reason', samples.folded)}`}
${section('ledger', 'Ledger')`${pairs('facts', [
  ['File', html`<code>${ledger.path}</code>`],
  ['Size', size(ledger.bytes)],
  ['Last committed day', lastDay ?? 'none yet'],
  ['Mapping', many(status.mappingRules, 'rule')],
  ['Version', status.version],
])}`}`;
}

function reasonTable(
  frame: Frame,
  counts: Readonly<Record<string, number>>,
  meanings: Readonly<Record<string, string>>,
  named: { readonly id: string; readonly caption: string },
): Html | string {
  const rows = Object.entries(counts)
    .filter(([, amount]) => amount > 0)
    .sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return '';
  return table<(typeof rows)[number]>(
    [
      {
        heading: 'Reason',
        cell: ([reason]) => html`<code>${reason}</code>`,
        by: ['reason', ([reason]) => reason],
      },
      numbers('How many', 'how-many', ([, amount]) => amount, count),
      { heading: 'Meaning', cell: ([reason]) => meanings[reason] ?? '', kind: 'text' },
    ],
    rows,
    { ...named, frame },
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, amount) => total + amount, 0);
}
