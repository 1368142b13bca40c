/** Told figures for people: what is partial or noised says so beside the number. */
import { html } from 'hono/html';
import { type Release, stateTreatment } from '../../release/document.ts';
import type { ReleasedFigure, ReleasedPeriod } from '../../release/released.ts';
import { count } from '../pages/format.ts';
import { namespaceLabel } from '../pages/label.ts';
import { type Html, section } from '../pages/layout.ts';
import { numbers, table } from '../pages/table.ts';
import { namespaceFile, type PublishedSite } from './addresses.ts';

/** `≥ 1,234` where something rare is left out, `≈ 1,234` with noise. */
export function figureText(
  figure: Pick<ReleasedFigure, 'processes' | 'partial'>,
  period: ReleasedPeriod,
): string {
  const mark = period.noise !== undefined ? '≈ ' : figure.partial ? '≥ ' : '';
  return `${mark}${count(figure.processes)}`;
}

/** What was done to the figures of a release before they were told. */
export function treatmentSection(release: Release): Html {
  return section(
    'done',
    'What was done to these figures',
  )`<ul class="evidence">${stateTreatment(release).map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

/** The namespaces of a figure, most processes first; undefined where none is told apart. */
export function whereTable(
  site: PublishedSite,
  period: ReleasedPeriod,
  figure: ReleasedFigure | undefined,
): Html | undefined {
  const namespaces = figure?.namespaces ?? [];
  if (!namespaces.some(({ namespace }) => namespace !== '')) return undefined;
  return table<(typeof namespaces)[number]>(
    [
      {
        heading: 'Namespace',
        cell: ({ namespace }) =>
          site.hasNamespace(namespace)
            ? html`<a href="${site.file(namespaceFile(namespace))}">${namespaceLabel(namespace)}</a>`
            : namespaceLabel(namespace),
      },
      numbers(
        'Processes',
        'processes',
        ({ processes }) => processes,
        (processes) => figureText({ processes, partial: false }, period),
      ),
    ],
    namespaces.toSorted((a, b) => b.processes - a.processes),
    { className: 'namespaces' },
  );
}
