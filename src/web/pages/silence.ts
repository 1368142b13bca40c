/** Is reporting alive? One line when it is; a notice that cannot be overlooked when it is not. */
import { html } from 'hono/html';
import type { OverviewReport } from '../../reports/overview.ts';
import { formatWhen } from '../../words/days.ts';
import { many } from './format.ts';
import { joined, linkTo, namespaceLabel, prose } from './label.ts';
import type { Frame, Html } from './layout.ts';

const MAX_LISTED = 6;

export function silenceNotice({ site, view }: Frame, overview: OverviewReport): Html {
  const silent = overview.namespaces.filter(({ state }) => state === 'silent');
  const everybody = overview.silences.filter(({ namespace }) => namespace === undefined);
  const { missed } = overview;
  if (silent.length === 0 && everybody.length === 0 && missed.length === 0) {
    return html`<p class="quiet">Reporting is alive: nobody has been silent for longer than is usual.</p>`;
  }
  return html`<div class="notice" role="note">
${
  silent.length === 0
    ? ''
    : html`<p><strong>${many(silent.length, 'namespace has', 'namespaces have')} gone silent.</strong> Its packages would look unused; see that the reporter is still active there.</p>
<ul>${silent
        .slice(0, MAX_LISTED)
        .map(
          ({ namespace, lastDay, silentDays, usualSilenceDays }) =>
            html`<li>${linkTo(site, { ...view, page: 'overview', namespace }, namespaceLabel(namespace))}: last report ${prose(lastDay)}, ${many(silentDays, 'day')} ago; its usual silence is at most ${many(usualSilenceDays, 'day')}</li>`,
        )}${silent.length > MAX_LISTED ? html`<li>and ${silent.length - MAX_LISTED} more, listed below</li>` : ''}</ul>`
}
${
  missed.length === 0
    ? ''
    : html`<p><strong>${many(missed.length, 'namespace', 'namespaces')} that must report ${missed.length === 1 ? 'has' : 'have'} not:</strong> ${joined(missed.slice(0, MAX_LISTED).map(namespaceLabel))}${missed.length > MAX_LISTED ? `, and ${missed.length - MAX_LISTED} more` : ''}. Is the reporter in that image, and where does it send? <code>popcon doctor --python</code> in it tells.</p>`
}
${
  everybody.length === 0
    ? ''
    : html`<p><strong>Nobody reported</strong> ${joined(
        everybody
          .slice(0, MAX_LISTED)
          .map(({ silent, days }) => prose(`${formatWhen(silent)} (${many(days, 'day')})`)),
      )}${everybody.length > MAX_LISTED ? `, and in ${everybody.length - MAX_LISTED} more spans` : ''}.</p>`
}
</div>`;
}
