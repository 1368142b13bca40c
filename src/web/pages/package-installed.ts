/** A package in one environment: its verdict with the reason, what is known of it, and both sides of the graph. */
import { html } from 'hono/html';
import type { Neighbour, WhyReport } from '../../reports/why.ts';
import { requestedText, size } from './format.ts';
import { joined, label, names, pageLink } from './label.ts';
import { type Frame, type Html, pairs, section } from './layout.ts';
import { reason, verdictMark, writtenReasons } from './verdict.ts';

const NOT_TOLD = 'not told';

export function installedSection(frame: Frame, why: WhyReport): Html {
  const { distribution, environment } = why;
  const { name } = environment;
  const link = pageLink(frame, { page: 'environment', environment: name }, label(name));
  return section(
    `in-${name}`,
    html`In ${link}`,
  )`<p>${verdictMark(distribution.verdict.verdict)} ${reason(distribution.reason)}</p>
${writtenReasons(distribution.askedFor)}
${
  why.group === undefined || why.group.members.length < 2
    ? ''
    : html`<p>With it would go ${names(
        frame,
        why.group.members.filter((member) => member !== distribution.name),
      )}${why.group.bytes === undefined ? '' : `: ${size(why.group.bytes)} together`}.</p>`
}
${facts(why)}
${neighbours(frame, 'Required by', why.requiredBy, 'Nothing installed requires it.')}
${neighbours(frame, 'Requires', why.requires, 'It requires nothing.')}`;
}

function facts({ distribution, ...why }: WhyReport): Html {
  const { importNames, commands = [], entryPoints = {} } = why;
  const plugins = Object.entries(entryPoints);
  return pairs('facts', [
    ['Version', distribution.version ?? NOT_TOLD],
    ['Installed by', `${why.installer ?? NOT_TOLD}${requestedText(distribution)}`],
    ['Disk', size(distribution.bytes)],
    ['First seen', why.firstSeen ?? NOT_TOLD],
    importNames && ['Imports as', importNames.length === 0 ? 'nothing' : list(importNames)],
    commands.length === 0 ? undefined : ['Commands', list(commands)],
    ...plugins.map(([group, entries]) => [html`Plugin of ${label(group)}`, list(entries)] as const),
  ]);
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
  return joined(all.map((name) => html`<code>${label(name)}</code>`));
}
