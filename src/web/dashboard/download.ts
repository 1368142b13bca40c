/** The unused packages as a file to keep: for a spreadsheet, a program, an issue, a shell. */
import { Failure } from '../../failure.ts';
import { formatUnusedCsv, formatUnusedMarkdown } from '../../render/unused-forms.ts';
import type { Download } from '../pages/view.ts';
import { removalOf, type UnusedReading } from './environment-reading.ts';
import type { Answer } from './page-answer.ts';

type Format = (reading: UnusedReading) => Omit<Answer, 'fileName'> & { readonly extension: string };

const FORMATS: Readonly<Record<Download, Format>> = {
  csv: ({ report }) => ({
    contentType: 'text/csv; charset=utf-8',
    extension: 'csv',
    text: formatUnusedCsv(report),
  }),
  markdown: ({ report }) => ({
    contentType: 'text/markdown; charset=utf-8',
    extension: 'md',
    text: formatUnusedMarkdown(report),
  }),
  json: ({ report }) => ({
    contentType: 'application/json',
    extension: 'json',
    text: `${JSON.stringify(report, null, 2)}\n`,
  }),
  'remove-pip': (reading) => removal('pip', reading),
  'remove-conda': (reading) => removal('conda', reading),
};

export function downloadUnused(download: Download, reading: UnusedReading | undefined): Answer {
  if (reading === undefined) {
    throw new Failure('no-inventory', 'there is no inventory yet: `popcon inventory` records one');
  }
  const { extension, ...answer } = FORMATS[download](reading);
  const { name } = reading.report.environment;
  return { ...answer, fileName: `unused-${name}-${reading.report.evidence.window.to}.${extension}` };
}

function removal(kind: 'pip' | 'conda', reading: UnusedReading): ReturnType<Format> {
  const { text, leftOut } = removalOf(kind, reading);
  const notes = leftOut.map(({ name, reason }) => `# left out: ${name}: ${reason}\n`).join('');
  return {
    contentType: 'text/x-shellscript; charset=utf-8',
    extension: 'sh',
    text: text === '' && notes === '' ? '# nothing to remove\n' : `${text}${notes}`,
  };
}
