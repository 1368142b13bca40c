/** The files that a page offers: the forms of its answer, and others of its own. */
import { FORMS, type Form, type Write } from '../../render/format.ts';
import { styleFor } from '../../render/style.ts';

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

/** Each form of a report but the terminal's; of an answer, what `popcon` prints, byte for byte. */
export function reportDownloads<Model, Report>(
  formats: Readonly<Partial<Record<Form, Write<Report>>>>,
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
