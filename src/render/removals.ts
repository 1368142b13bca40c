/** The status of removals → a table for people with what is to be done, or JSON. */

import { nameOf } from '../removals/removal.ts';
import type { EventCount, RemovalStatus, StatusReport } from '../removals/status.ts';
import { formatNamespace, printable } from '../words/names.ts';
import { formatBytes, formatCount, formatOf } from '../words/number.ts';
import { formatEvidence } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import type { Style } from './style.ts';
import { type Column, formatTable, numbers } from './table.ts';
import { paragraph } from './text.ts';

export const REMOVALS_FORMATS = {
  table: formatStatus,
  json: formatJson,
} as const satisfies Formats<StatusReport>;

/** Candidates that are named. */
const MOST_CANDIDATES = 5;

const COLUMNS: readonly Column<RemovalStatus>[] = [
  { heading: 'removal', cell: nameOf, flexible: true },
  { heading: 'state', cell: ({ state }) => state },
  { heading: 'since', cell: ({ since }) => since },
  { heading: 'gone from', cell: ({ on }) => on },
  numbers('told', ({ told }) => formatCount(told.processes)),
  numbers('days', ({ told }) => formatCount(told.days)),
  numbers('missed', ({ missed }) => formatCount(missed.processes)),
  { heading: 'in', cell: ({ missed }) => formatWhere(missed), flexible: true },
];

function formatStatus(report: StatusReport, style: Style): string {
  const { removals, evidence } = report;
  const table = formatTable(COLUMNS, removals, style);
  return [
    paragraph(formatEvidence(evidence), style),
    '\n',
    table === '' ? 'Nothing is announced.\n' : table,
    ...removals.flatMap((removal) => {
      const sentence = adviceSentence(removal);
      return sentence === undefined ? [] : [`\n${paragraph(sentence, style)}`];
    }),
    formatCandidates(report, style),
  ].join('');
}

/** The next step of a removal and its reason; undefined where there is none. */
export function adviceSentence(removal: RemovalStatus): string | undefined {
  const { advice, state, missed, on } = removal;
  if (advice === undefined) return undefined;
  const why = {
    missed: `missed by ${formatOf(missed.processes, 'process', 'processes')} on ${formatOf(missed.days, 'day')}, last on ${missed.lastDay}`,
    closable: `gone from ${on}, and nobody has missed it ${missed.lastDay === undefined ? 'since' : `after ${missed.lastDay}`}`,
    overdue: `to be gone from ${on}`,
    announced: '',
    gone: '',
  }[state];
  return `${printable(nameOf(removal))}: ${why}; ${advice.words}: \`${advice.command}\``;
}

/** `lab 12, no namespace 3`. */
export function formatWhere({ namespaces }: EventCount): string {
  return namespaces
    .map(({ namespace, processes }) => `${formatNamespace(namespace)} ${formatCount(processes)}`)
    .join(', ');
}

function formatCandidates({ candidates }: StatusReport, style: Style): string {
  if (candidates.length === 0) return '';
  const shown = candidates.slice(0, MOST_CANDIDATES).map(({ bytes, announce }) => {
    const size = bytes === undefined ? '' : `  # ${formatBytes(bytes)}`;
    return `  ${announce}${size}\n`;
  });
  const more = candidates.length - shown.length;
  return [
    `\n${style.bold(`${formatOf(candidates.length, 'group')} can go and ${candidates.length === 1 ? 'is' : 'are'} not announced:`)}\n`,
    ...shown,
    ...(more > 0 ? [style.dim(`  ${formatCount(more)} more: popcon unused\n`)] : []),
  ].join('');
}
