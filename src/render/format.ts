/** The forms an answer is written in: one signature for all, one table for each answer. */
import type { Style } from './style.ts';

/** The name, content type and extension of each. */
export const FORMS = {
  table: { text: 'Text', contentType: 'text/plain; charset=utf-8', extension: 'txt' },
  json: { text: 'JSON', contentType: 'application/json', extension: 'json' },
  csv: { text: 'CSV', contentType: 'text/csv; charset=utf-8', extension: 'csv' },
  markdown: { text: 'Markdown', contentType: 'text/markdown; charset=utf-8', extension: 'md' },
} as const;

export type Form = keyof typeof FORMS;

/** Only the table looks at the style. */
export type Write<Report> = (report: Report, style: Style) => string;

/** Every answer has a table for people and JSON for programs; `--format` offers what stands here. */
export type Formats<Report> = Readonly<Record<'table' | 'json', Write<Report>>> &
  Readonly<Partial<Record<Form, Write<Report>>>>;

/** A report as JSON: the same bytes from the command line, the API and the pages. */
export function formatJson(report: unknown): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
