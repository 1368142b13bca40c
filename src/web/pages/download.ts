/** The files that a page offers: the forms of its answer, and others of its own. */
import { html } from 'hono/html';
import { FORMS, type Form, type Formats } from '../../render/format.ts';
import { styleFor } from '../../render/style.ts';
import type { Frame, Html } from './layout.ts';

export interface Download<Model> {
  /** Of the link. */
  readonly text: string;
  readonly contentType: string;
  readonly extension: string;
  /** The file's name without its day and extension. */
  readonly name: (model: Model) => string;
  readonly write: (model: Model) => string;
  /** Decides on the link; always there where absent. */
  readonly isOffered?: (model: Model) => boolean;
}

/** Every form of a report but the terminal's; what `popcon` prints, byte for byte. */
export function reportDownloads<Model, Report>(
  formats: Formats<Report>,
  name: Download<Model>['name'],
  reportOf: (model: Model) => Report,
): Readonly<Record<string, Download<Model>>> {
  const downloads: Record<string, Download<Model>> = {};
  for (const form of Object.keys(FORMS) as Form[]) {
    const write = form === 'table' ? undefined : formats[form];
    if (write === undefined) continue;
    downloads[form] = { ...FORMS[form], name, write: (model) => write(reportOf(model), styleFor({}, {})) };
  }
  return downloads;
}

/** A name from outside as part of a file's name. */
export function fileNamePart(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 60);
}

export function downloadLinks({ site, view, downloads }: Frame): Html | string {
  const links = downloads.flatMap(({ download, text }) => {
    const address = site.link({ ...view, download });
    return address === undefined ? [] : [html`<li><a href="${address}" download>${text}</a></li>`];
  });
  return links.length === 0
    ? ''
    : html`<nav class="downloads" aria-label="Downloads"><p>Download</p><ul class="choices">${links}</ul></nav>`;
}
