/** A package in one environment: its verdict with the reason, what is known of it, and both sides of the graph. */
import { html } from 'hono/html';
import type { Neighbour, WhyReport } from '../../reports/why.ts';
import { size } from './format.ts';
import { label, linkTo } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { names } from './names.ts';
import { reason, verdictMark } from './verdict.ts';
import { scopeOf } from './view.ts';
import { writtenReasons } from './written-reasons.ts';

export function installedSection(frame: Frame, why: WhyReport): Html {
  const { distribution, environment } = why;
  const { site, view } = frame;
  const id = `in-${environment.name}`;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">In ${linkTo(site, { ...scopeOf(view), page: 'environment', environment: environment.name }, label(environment.name))}</h2>
<p>${verdictMark(distribution.verdict.verdict)} ${reason(distribution.reason)}</p>
${writtenReasons(distribution.askedFor)}
${
  why.group === undefined || why.group.members.length < 2
    ? ''
    : html`<p>With it would go ${names(
        frame,
        why.group.members.filter((member) => member !== distribution.name),
      )}${why.group.bytes === undefined ? '' : `: ${size(why.group.bytes)} together`}.</p>`
}
<dl class="facts">
<div><dt>Version</dt><dd>${distribution.version ?? 'not told'}</dd></div>
<div><dt>Installed by</dt><dd>${why.installer ?? 'not told'}${distribution.requested === undefined ? '' : distribution.requested ? ', on request' : ', came along'}</dd></div>
<div><dt>Disk</dt><dd>${size(distribution.bytes)}</dd></div>
<div><dt>First seen</dt><dd>${why.firstSeen ?? 'not told'}</dd></div>
${why.importNames === undefined ? '' : html`<div><dt>Imports as</dt><dd>${why.importNames.length === 0 ? 'nothing' : list(why.importNames)}</dd></div>`}
${why.commands === undefined || why.commands.length === 0 ? '' : html`<div><dt>Commands</dt><dd>${list(why.commands)}</dd></div>`}
${why.entryPoints === undefined ? '' : Object.entries(why.entryPoints).map(([group, entries]) => html`<div><dt>Plugin of ${label(group)}</dt><dd>${list(entries)}</dd></div>`)}
</dl>
${neighbours(frame, 'Required by', why.requiredBy, 'Nothing installed requires it.')}
${neighbours(frame, 'Requires', why.requires, 'It requires nothing.')}
</section>`;
}

function neighbours(frame: Frame, title: string, all: readonly Neighbour[], none: string): Html {
  return html`<h3>${title}</h3>
${
  all.length === 0
    ? html`<p class="quiet">${none}</p>`
    : html`<ul class="neighbours">${all.map(
        ({ name, extra, verdict }) =>
          html`<li>${verdict === undefined ? label(name) : names(frame, [name])}${extra === undefined ? '' : html` <span class="quiet">with [${extra}]</span>`} ${
            verdict === undefined
              ? html`<span class="quiet">not installed</span>`
              : verdictMark(verdict.verdict)
          }</li>`,
      )}</ul>`
}`;
}

function list(all: readonly string[]): Html {
  return html`${all.map((name, at) => html`${at === 0 ? '' : ', '}<code>${label(name)}</code>`)}`;
}
