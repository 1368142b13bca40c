/** On what terms a page judges, beside those of `popcon.yml`: what this view adds, and links that mend thin evidence. */
import { html } from 'hono/html';
import { formatMissing, todoOn } from '../../render/missing.ts';
import type { Missing, UnusedReport } from '../../reports/unused.ts';
import { encodeNames, namesOf } from '../../sources/api.ts';
import { many } from './format.ts';
import { joined, label, linkTo, namespaceLabel, prose } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { DEFAULT_PERIOD, type View } from './view.ts';

/** The gaps in the evidence, each with the link that mends it for this view. */
export function missingNotice(frame: Frame, { missing, evidence }: UnusedReport): Html {
  return html`<div class="notice" role="note"><p><strong>Nothing is called unused yet:</strong> the evidence is too thin.</p>
<ul>${missing.map(
    (one) =>
      html`<li>${prose(`${formatMissing(one)}: ${todoOn(one)}.`)} ${mending(frame, one, evidence.days)}</li>`,
  )}</ul>
<p>What is chosen here holds for this address alone; <code>popcon.yml</code> keeps it for all: <code>holidays</code>, <code>namespaces.closed</code>, <code>thresholds</code>.</p></div>`;
}

/** @param days of the view's period. */
function mending({ site, view }: Frame, missing: Missing, days: number): Html | string {
  switch (missing.missing) {
    case 'days': {
      const these = linkTo(
        site,
        { ...view, 'min-days': Math.max(1, missing.have) },
        'Judge on the days there are',
      );
      if (days >= missing.need || view.period === DEFAULT_PERIOD) return these;
      return html`${linkTo(site, { ...view, period: DEFAULT_PERIOD }, 'Judge on the last 90 days')} · ${these}`;
    }
    case 'processes':
      return missing.have === 0
        ? ''
        : linkTo(site, { ...view, 'min-processes': missing.have }, 'Judge on the processes there are');
    case 'silence': {
      const { namespace, silent } = missing;
      const days = [...(view.holidays === undefined ? [] : [view.holidays]), `${silent.from}..${silent.to}`];
      const holidays = linkTo(
        site,
        { ...view, holidays: days.join(',') },
        'Nobody was expected on these days',
      );
      if (namespace === undefined) return holidays;
      const closed = [...(view.closed === undefined ? [] : [view.closed]), encodeNames([namespace])].join(
        ',',
      );
      return html`${holidays} · ${linkTo(site, { ...view, closed }, html`${namespaceLabel(namespace)} is closed`)}`;
    }
    case 'environment':
    case 'reporter':
    case 'complete reports':
    case 'inventory':
      return '';
  }
}

const NUMBERS = [
  ['min-days', (days) => `from ${many(days, 'day')} on`],
  ['min-processes', (processes) => `from ${many(processes, 'process', 'processes')} on`],
  ['below', (processes) => `rare below ${many(processes, 'process', 'processes')}`],
  ['accept', (percent) => `up to ${percent}% may come back`],
  ['max-gap', (days) => `gaps up to ${many(days, 'day')}`],
] as const satisfies readonly (readonly [term: keyof View, text: (value: number) => string])[];

/** The terms that this view adds, each with the link that takes it back. */
export function chosenTerms({ site, view }: Frame): Html | string {
  const chosen: readonly (readonly [text: Html | string, without: View])[] = [
    ...(view.holidays?.split(',') ?? []).map(
      (days, at, all) =>
        [`nobody expected ${days.replace('..', ' to ')}`, withList(view, 'holidays', all, at)] as const,
    ),
    ...(view.closed?.split(',') ?? []).map(
      (name, at, all) =>
        [html`${label(namesOf(name)?.[0] ?? name)} is closed`, withList(view, 'closed', all, at)] as const,
    ),
    ...NUMBERS.flatMap(([term, text]) => {
      const value = view[term];
      return value === undefined ? [] : [[text(value), without(view, term)] as const];
    }),
  ];
  if (chosen.length === 0) return '';
  const terms = chosen.map(
    ([text, rest]) =>
      html`${text} (${linkTo(site, rest, html`take back<span class="unseen"> ${text}</span>`)})`,
  );
  return html`<p class="notice" role="note">Judged on terms of this address: ${joined(terms, '; ')}.</p>`;
}

function without(view: View, key: keyof View): View {
  const { [key]: _, ...rest } = view;
  return rest as View;
}

function withList(view: View, key: 'holidays' | 'closed', all: readonly string[], at: number): View {
  const rest = all.filter((_, other) => other !== at);
  return rest.length === 0 ? without(view, key) : { ...view, [key]: rest.join(',') };
}
