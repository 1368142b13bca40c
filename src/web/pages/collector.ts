/** How the collector itself fares: series against the limit, what did not count and why, and the ledger. */
import { html } from 'hono/html';
import type { DayText } from '../../reports/evidence.ts';
import { bar } from '../pictures/bar.ts';
import { count, many, percent, size } from './format.ts';
import { type Frame, type Html, layout } from './layout.ts';

/** What the collector says of itself since it started; the figures of `popcon_…` at `/metrics`. */
export interface CollectorStatus {
  readonly version: string;
  readonly series: { readonly count: number; readonly limit: number };
  readonly samples: {
    readonly received: number;
    readonly recorded: number;
    readonly pending: number;
    /** Of other types than counter: only passed on. */
    readonly relayed: number;
    readonly refused: Readonly<Record<string, number>>;
    readonly folded: Readonly<Record<string, number>>;
  };
  /** Datagrams that were never read. */
  readonly dropped: Readonly<Record<string, number>>;
  /** What each reason of refused, folded and dropped ones means. */
  readonly meanings: Readonly<Record<string, string>>;
  readonly mappingRules: number;
  readonly ledger: {
    readonly path: string;
    readonly bytes: number;
    /** Why the last commit did not succeed. */
    readonly failure?: string;
  };
}

/** From here on the limit is near enough to be said aloud. */
const NEAR_LIMIT = 0.8;

/** `lastDay` is the newest day with anything committed. */
export function collectorPage(frame: Frame, status: CollectorStatus, lastDay: DayText | undefined): Html {
  const { series, samples, ledger } = status;
  const refused = sum(samples.refused);
  const folded = sum(samples.folded);
  return layout(
    frame,
    'Collector',
    html`<h1>The collector</h1>
${
  ledger.failure === undefined
    ? html`<p class="alive">Everything that arrived is committed or about to be.</p>`
    : html`<div class="notice" role="note"><p><strong>Counts are not being committed:</strong> ${ledger.failure}. They wait in memory and are committed once that is mended.</p></div>`
}
<section aria-labelledby="series"><h2 id="series">Series</h2>
<p>${count(series.count)} of at most ${count(series.limit)} <span class="quiet">(${percent(series.count / series.limit)})</span></p>
<div class="gauge">${bar(series.count / series.limit)}</div>
${
  series.count >= series.limit * NEAR_LIMIT
    ? html`<div class="notice" role="note"><p><strong>The limit is near.</strong> Past it, increments of new series go to <code>popcon_overflow_total</code>. Raise <code>--ledger.max-series</code>, or see with <code>popcon top</code> whether names arrive that are no packages.</p></div>`
    : ''
}</section>
<section aria-labelledby="samples"><h2 id="samples">Samples since the start</h2>
<dl class="figures">
<div><dt>Received</dt><dd>${count(samples.received)}</dd></div>
<div><dt>Recorded</dt><dd>${count(samples.recorded)}</dd></div>
<div><dt>Waiting</dt><dd>${count(samples.pending)}</dd></div>
<div><dt>Refused</dt><dd>${count(refused)}</dd></div>
<div><dt>Folded</dt><dd>${count(folded)}</dd></div>
${samples.relayed === 0 ? '' : html`<div><dt>Only relayed</dt><dd>${count(samples.relayed)}</dd></div>`}
</dl>
${reasonTable('Refused, by reason', samples.refused, status.meanings, 'Nothing was refused.')}
${sum(status.dropped) === 0 ? '' : reasonTable('Datagrams dropped unread, by reason', status.dropped, status.meanings, '')}
${folded === 0 ? '' : reasonTable('Counted in a collective series, by reason', samples.folded, status.meanings, '')}
</section>
<section aria-labelledby="ledger"><h2 id="ledger">Ledger</h2>
<dl class="facts">
<div><dt>File</dt><dd><code>${ledger.path}</code></dd></div>
<div><dt>Size</dt><dd>${size(ledger.bytes)}</dd></div>
<div><dt>Last committed day</dt><dd>${lastDay ?? 'none yet'}</dd></div>
<div><dt>Mapping</dt><dd>${many(status.mappingRules, 'rule')}</dd></div>
<div><dt>Version</dt><dd>${status.version}</dd></div>
</dl></section>`,
  );
}

function reasonTable(
  title: string,
  counts: Readonly<Record<string, number>>,
  meanings: Readonly<Record<string, string>>,
  none: string,
): Html {
  const rows = Object.entries(counts)
    .filter(([, amount]) => amount > 0)
    .sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return html`<p>${none}</p>`;
  return html`<table>
<caption>${title}</caption>
<thead><tr><th scope="col">Reason</th><th scope="col" class="number">How many</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.map(
    ([reason, amount]) =>
      html`<tr><th scope="row"><code>${reason}</code></th><td class="number">${count(amount)}</td><td>${meanings[reason] ?? ''}</td></tr>`,
  )}</tbody></table>`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, amount) => total + amount, 0);
}
