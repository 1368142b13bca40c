/** The period, namespace and environment of a view, and the links that choose others: every choice is an address. */
import { html } from 'hono/html';
import type { WindowText } from '../../reports/evidence.ts';
import { checkedDay } from '../../series/day.ts';
import { formatDays } from '../../words/days.ts';
import { label, namespaceLabel, prose } from './label.ts';
import { type Choice, choiceList, type Frame, type Html, titledChoices, viewForm } from './layout.ts';
import {
  DEFAULT_PERIOD,
  PERIOD_DAYS,
  PERIODS,
  type PeriodName,
  type Site,
  scopeOf,
  type View,
} from './view.ts';

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

/** Both choices as navigation, and the days that the period comes to. */
export function scopeBar({ site, view, choices }: Frame, window: WindowText): Html {
  const periods = [
    ...PERIODS.map((period) => choice({ ...view, period }, PERIOD_TEXT[period], period === view.period)),
    ...choices.periods.slice(0, MOST_TERMS).map(({ name, from, to }) => {
      const { period } = view;
      const isCurrent = typeof period !== 'string' && period.from === from && period.to === to;
      return choice({ ...view, period: { from, to } }, label(name), isCurrent);
    }),
  ];
  const { namespace: _, ...allTogether } = view;
  const namespaces = [
    choice(allTogether, 'All', view.namespace === undefined),
    ...choices.namespaces.map((namespace) =>
      choice({ ...view, namespace }, namespaceLabel(namespace), namespace === view.namespace),
    ),
  ];
  const most = choices.namespaces.length < MANY_NAMESPACES ? MANY_NAMESPACES : FEW_NAMESPACES;
  const shown = namespaces.filter(({ isCurrent }, at) => at <= most || isCurrent);
  const folded = namespaces.filter((one) => !shown.includes(one));
  return html`<nav class="scope" aria-label="Period and namespace">
${titledChoices('Period', periods)}
<p class="window">${prose(formatDays(window))}, ${window.from === window.to ? 'the whole day' : 'whole days'}${isShort(view, window) ? '; nothing was recorded before' : ''}${site.clock === undefined ? '' : `; as of ${site.clock} UTC`}</p>
${dayForm(site, view, window)}
${
  choices.namespaces.length < 2
    ? ''
    : html`${titledChoices('Namespace', shown)}
${
  folded.length === 0
    ? ''
    : html`<details class="more"><summary>${folded.length} more namespaces</summary>${choiceList(folded, 'More')}</details>`
}`
}
</nav>`;

  function choice(chosen: View, text: Html | string, isCurrent: boolean): Choice {
    return { address: site.link(chosen), text, isCurrent };
  }
}

/** Links to all environments; nothing where there is only one. */
export function environmentChoice(
  { site, view }: Frame,
  environments: readonly string[],
  current: string,
): Html | string {
  if (environments.length < 2) return '';
  const rest = { ...scopeOf(view), page: view.page };
  const choices = environments.map((environment) => ({
    address: site.link({ ...rest, environment }),
    text: label(environment),
    isCurrent: environment === current,
  }));
  return html`<nav aria-label="Environment">${choiceList(choices)}</nav>`;
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
