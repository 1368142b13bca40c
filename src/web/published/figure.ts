/** Told figures for people: what is partial or noised says so beside the number. */
import { html } from 'hono/html';
import type { ReleasedFigure, ReleasedPeriod } from '../../release/released.ts';
import { count } from '../pages/format.ts';
import { namespaceLabel } from '../pages/label.ts';
import type { Html } from '../pages/layout.ts';

/** `≥ 1,234` where something rare is left out, `≈ 1,234` with noise. */
export function figureText(
  figure: Pick<ReleasedFigure, 'processes' | 'partial'>,
  period: ReleasedPeriod,
): string {
  const mark = period.noise !== undefined ? '≈ ' : figure.partial ? '≥ ' : '';
  return `${mark}${count(figure.processes)}`;
}

/** The namespaces of a figure, most processes first; undefined where none is told apart. */
export function whereTable(period: ReleasedPeriod, figure: ReleasedFigure | undefined): Html | undefined {
  const namespaces = figure?.namespaces ?? [];
  if (!namespaces.some(({ namespace }) => namespace !== '')) return undefined;
  const sorted = namespaces.toSorted((a, b) => b.processes - a.processes);
  return html`<table class="namespaces">
<thead><tr><th scope="col">Namespace</th><th scope="col" class="number">Processes</th></tr></thead>
<tbody>${sorted.map(
    ({ namespace, processes }) =>
      html`<tr><th scope="row">${namespaceLabel(namespace)}</th><td class="number">${figureText({ processes, partial: false }, period)}</td></tr>`,
  )}</tbody></table>`;
}
