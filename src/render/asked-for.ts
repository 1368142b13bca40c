/** The lines of an environment's files that ask for a distribution, with the comments people wrote there. */
import type { WrittenReason } from '../environment/files/reasons.ts';
import type { UnusedReport } from '../reports/unused.ts';
import { VERDICTS } from '../reports/verdict.ts';
import { printable } from '../words/names.ts';
import type { Column } from './table.ts';

/** A distribution of the answer, and one entry that asks for it. */
export interface AskedForRow {
  readonly name: string;
  readonly askedFor: WrittenReason;
}

export const ASKED_FOR_COLUMNS: readonly Column<AskedForRow>[] = [
  { heading: 'asked for', cell: ({ name }) => name, flexible: true },
  { heading: 'in', cell: ({ askedFor }) => formatPlace(askedFor), flexible: true },
  { heading: 'written there', cell: ({ askedFor }) => formatComments(askedFor), flexible: true },
];

/** Of what the answer lists as going, by name. */
export function askedForRows({ distributions }: UnusedReport): readonly AskedForRow[] {
  return distributions
    .filter(({ verdict }) => VERDICTS[verdict.verdict].listed === 'groups')
    .flatMap(({ name, askedFor = [] }) => askedFor.map((one) => ({ name, askedFor: one })));
}

/** `environment.yml:12: DATA 8, Fall 2026; see ticket 7`. */
export function formatAskedFor(reason: WrittenReason): string {
  const comments = formatComments(reason);
  return `${formatPlace(reason)}${comments === '' ? '' : `: ${comments}`}`;
}

function formatPlace({ file, line }: WrittenReason): string {
  return `${printable(file)}:${line}`;
}

function formatComments({ comments }: WrittenReason): string {
  return comments.map(printable).join('; ');
}
