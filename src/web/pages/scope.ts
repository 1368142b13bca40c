/** The period and the namespace of a view, and the links that choose others: every choice is an address. */
import { html } from 'hono/html';
import type { WindowText } from '../../reports/evidence.ts';
import { checkedDay } from '../../series/day.ts';
import { formatDays } from '../../words/days.ts';
import { label, namespaceLabel } from './label.ts';
import { type Frame, type Html, viewForm } from './layout.ts';
import { prose } from './prose.ts';
import { DEFAULT_PERIOD, PERIOD_DAYS, PERIODS, type PeriodName, type Site, type View } from './view.ts';

const PERIOD_TEXT: Readonly<Record<PeriodName, string>> = {
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '1y': '1 year',
  all: 'All',
};

/** From so many on, all but the first few are folded away. */
const MANY_NAMESPACES = 13;
const FEW_NAMESPACES = 8;
/** Of the terms that are configured, the newest. */
const MOST_TERMS = 6;

interface Choice {
  readonly view: View;
  readonly text: Html | string;
  readonly current: boolean;
}

/** Both choices as navigation, and the days that the period comes to; a choice of one is left out. */
export function scopeBar({ site, view, choices }: Frame, window: WindowText): Html {
  const periods = [
    ...PERIODS.map((period) => ({
      view: { ...view, period },
      text: PERIOD_TEXT[period],
      current: period === view.period,
    })),
    ...choices.periods.slice(0, MOST_TERMS).map(({ name, from, to }) => ({
      view: { ...view, period: { from, to } },
      text: label(name),
      current: typeof view.period !== 'string' && view.period.from === from && view.period.to === to,
    })),
  ];
  const { namespace: _, ...allTogether } = view;
  const namespaces = [
    { view: allTogether, text: 'All', current: view.namespace === undefined },
    ...choices.namespaces.map((namespace) => ({
      view: { ...view, namespace },
      text: namespaceLabel(namespace),
      current: namespace === view.namespace,
    })),
  ];
  const most = choices.namespaces.length < MANY_NAMESPACES ? MANY_NAMESPACES : FEW_NAMESPACES;
  const shown = namespaces.filter(({ current }, at) => at <= most || current);
  const folded = namespaces.filter((choice) => !shown.includes(choice));
  return html`<nav class="scope" aria-label="Period and namespace">
${choiceList('Period', periods)}
<p class="window">${prose(formatDays(window))}, ${window.from === window.to ? 'the whole day' : 'whole days'}${isShort(view, window) ? '; nothing was recorded before' : ''}${site.clock === undefined ? '' : `; as of ${site.clock} UTC`}</p>
${dayForm(site, view, window)}
${
  choices.namespaces.length < 2
    ? ''
    : html`${choiceList('Namespace', shown)}
${
  folded.length === 0
    ? ''
    : html`<details class="more"><summary>${folded.length} more namespaces</summary>${choiceList('More', folded)}</details>`
}`
}
</nav>`;

  function choiceList(title: string, all: readonly Choice[]): Html | string {
    const addressed = all.flatMap((choice) => {
      const address = site.link(choice.view);
      return address === undefined ? [] : [{ ...choice, address }];
    });
    if (addressed.length < 2 && title !== 'More') return '';
    return html`<div class="choice">${title === 'More' ? '' : html`<span class="quiet" aria-hidden="true">${title}</span>`}<ul class="choices" aria-label="${title}">${addressed.map(
      ({ address, text, current }) =>
        html`<li><a href="${address}"${current ? html` aria-current="true"` : ''}>${text}</a></li>`,
    )}</ul></div>`;
  }
}

/** Recording began after the period did. */
function isShort({ period }: View, { from, to }: WindowText): boolean {
  if (typeof period !== 'string' || period === 'all') return false;
  return checkedDay(to) - checkedDay(from) + 1 < PERIOD_DAYS[period];
}

/** Any two days, for the page at hand. */
function dayForm(site: Site, view: View, { from, to }: WindowText): Html | string {
  const form = viewForm(
    site,
    // The default stands in no address, so that the days take its place.
    { ...view, period: DEFAULT_PERIOD },
    html`<label>From <input type="date" name="from" value="${from}" required></label>
<label>to <input type="date" name="to" value="${to}" required></label>
<button>Show</button>`,
  );
  if (form === '') return '';
  const chosen = typeof view.period !== 'string';
  return html`<details class="days"${chosen ? html` open` : ''}><summary>Other days</summary>
${form}</details>`;
}
